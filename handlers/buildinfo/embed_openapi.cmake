# Writes a C++ file that holds a document as text: cmake -DINPUT=... -DOUTPUT=... -P embed_openapi.cmake
file(READ ${INPUT} text)
file(WRITE ${OUTPUT} "#include \"handlers/buildinfo/openapi.h\"

namespace postern::buildinfo {

std::string_view OpenApiDocument() {
  return R\"openapi(${text})openapi\";
}

}  // namespace postern::buildinfo
")
