# Writes a C++ file that holds the files of nginx/ as text: cmake -DFOLDER=... -DOUTPUT=... -P embed_nginx.cmake
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.conf)
list(SORT files)
set(rows "")
foreach(name IN LISTS files)
  file(READ ${FOLDER}/${name} text)
  string(APPEND rows "      {\"${name}\", R\"nginx(${text})nginx\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"operator/nginx_files.h\"

namespace postern::operators {

const std::map<std::string, std::string>& StaticNginxFiles() {
  static const std::map<std::string, std::string> files = {
${rows}  };
  return files;
}

}  // namespace postern::operators
")
