#include "handlers/users/routes.h"
#include "service/program.h"

int main(int argc, char** argv) {
  return postern::service::RunProgram("postern-users", argc, argv, postern::users::Routes);
}
