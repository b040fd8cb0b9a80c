#include "handlers/buildinfo/routes.h"
#include "service/program.h"

int main(int argc, char** argv) {
  return postern::service::RunProgram("postern-buildinfo", argc, argv, postern::buildinfo::Routes);
}
