// A library without the functions that the program looks for.
