# Writes the SQL files of FOLDER into OUTPUT, a C++ source that defines postern::schema::Migrations().
# Files are named NNNN_name.sql and numbered from 1 without a gap.
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)

set(rows "")
set(expected 1)
foreach(file IN LISTS files)
  cmake_path(GET file STEM stem)
  if(NOT stem MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
    message(FATAL_ERROR "${file}: not named NNNN_name.sql")
  endif()
  set(digits ${CMAKE_MATCH_1})
  set(name ${CMAKE_MATCH_2})
  string(REGEX REPLACE "^0+" "" version ${digits})
  if(NOT version EQUAL expected)
    message(FATAL_ERROR "${file}: expected number ${expected}")
  endif()
  math(EXPR expected "${expected} + 1")
  file(READ ${file} text)
  file(SHA256 ${file} checksum)
  set(serves_from 0)
  if(text MATCHES "(^|\n)-- serves programs from:([^\n]*)\n")
    string(STRIP "${CMAKE_MATCH_2}" serves_from)
    # The column that keeps it came with version 16; a version that is not there yet would serve nobody.
    if(NOT serves_from MATCHES "^[1-9][0-9]*$" OR serves_from GREATER version OR version LESS 16)
      message(FATAL_ERROR "${file}: serves programs from: takes a schema version up to its own, from migration 16 on")
    endif()
  endif()
  string(APPEND rows
         "    {${version}, \"${name}\", \"${checksum}\", R\"postern(${text})postern\", ${serves_from}},\n")
endforeach()

file(WRITE ${OUTPUT} "// Made from the SQL files; changes here are lost.
#include \"schema/migrate.h\"

namespace postern::schema {
namespace {
constexpr Migration kMigrations[] = {
${rows}};
}  // namespace

std::span<const Migration> Migrations() { return kMigrations; }

}  // namespace postern::schema
")
