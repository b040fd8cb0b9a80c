// Nothing: the headers that tests/CMakeLists.txt names are compiled with it.
