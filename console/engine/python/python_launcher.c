/* A plain Python interpreter, installed next to the program. sys.executable names it, so multiprocessing and
   subprocess.run([sys.executable, ...]) start an interpreter and not a second window. */
#include <Python.h>

int main(int argc, char** argv) {
    return Py_BytesMain(argc, argv);
}
