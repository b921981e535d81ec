/* A plain Python interpreter beside the program: sys.executable, so that multiprocessing and
   subprocess.run([sys.executable, ...]) start an interpreter and never a second window. */
#include <Python.h>

int main(int argc, char** argv) {
    return Py_BytesMain(argc, argv);
}
