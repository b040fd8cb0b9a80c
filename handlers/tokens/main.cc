#include "handlers/tokens/routes.h"
#include "service/program.h"

int main(int argc, char** argv) {
  return postern::service::RunProgram("postern-tokens", argc, argv, postern::tokens::Routes);
}
