#include "handlers/deployment/routes.h"
#include "service/program.h"

int main(int argc, char** argv) {
  return postern::service::RunProgram("postern-deployment", argc, argv, postern::deployment::Routes);
}
