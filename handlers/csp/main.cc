#include "handlers/csp/routes.h"
#include "service/program.h"

int main(int argc, char** argv) {
  return postern::service::RunProgram("postern-csp", argc, argv, postern::csp::Routes);
}
