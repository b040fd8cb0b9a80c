#include "handlers/updatecheck/routes.h"
#include "service/program.h"

int main(int argc, char** argv) {
  return postern::service::RunProgram("postern-updatecheck", argc, argv, postern::updatecheck::Routes);
}
