// Functions of the C library that a program replaces for itself and for every library that it loads: pthread_create,
// pthread_exit, close, dup2, dup3, close_range and closefrom.
//
// They change the whole process, so the library does not contain them. A program that wants them, such as the
// workbench, links gimbal_console::process_guards. Without them, alternate stacks exist only in the engine's threads,
// and only Python's `os` leaves the program's descriptors open.
//
// The sanitizers replace these functions themselves, so with them only pthread_exit() is replaced here. Both ours and
// ThreadSanitizer's call the next one, so they work together.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GIMBAL_PROCESS_GUARDS 0
#else
#define GIMBAL_PROCESS_GUARDS 1
#endif
