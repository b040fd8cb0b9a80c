#include "handlers/experiments/routes.h"
#include "service/program.h"

int main(int argc, char** argv) {
  return postern::service::RunProgram("postern-experiments", argc, argv, postern::experiments::Routes);
}
