// Functions of the C library that a program replaces for itself and for every library that it loads: pthread_create,
// pthread_exit, close, dup2, dup3, close_range and closefrom.
//
// They are for a program of one's own, such as the workbench, because they change the whole process. So they are no
// part of the library: a program that wants them links gimbal_console::process_guards. The others have the same for the
// engine's own threads, and for what Python's `os` closes.
//
// The sanitizers replace these functions themselves, except pthread_exit(): ThreadSanitizer's calls the C library's, as
// ours does, so the two can follow each other.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GIMBAL_PROCESS_GUARDS 0
#else
#define GIMBAL_PROCESS_GUARDS 1
#endif
