// Prints the description of the API in OpenAPI 3.1: openapi_document SCHEMAS. Its operations are the route lists of all
// programs, its schemas the file that is named and those made of the option table.
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "boost/json/parse.hpp"
#include "boost/json/serialize.hpp"
#include "handlers/buildinfo/routes.h"
#include "handlers/csp/routes.h"
#include "handlers/deployment/routes.h"
#include "handlers/experiments/routes.h"
#include "handlers/tokens/routes.h"
#include "handlers/updatecheck/routes.h"
#include "handlers/users/routes.h"
#include "tests/contract/deployment_schema.h"
#include "tests/unit/service/nowhere.h"

namespace postern::contract {
namespace {

using boost::json::array;
using boost::json::object;
using service::Demand;

constexpr std::string_view kApiVersion = "2.23.0";
constexpr std::string_view kJson = "application/json";
// A schema of this name is the same answer for clients built with codersdk.
constexpr std::string_view kOther = "OfCodersdk";

object Reference(std::string_view kind, std::string_view name) {
  return {{"$ref", absl::StrCat("#/components/", std::string(kind), "/", std::string(name))}};
}

object Content(object schema, std::string_view type = kJson) {
  return {{type, object{{"schema", std::move(schema)}}}};
}

std::string_view Phrase(int status) {
  switch (status) {
    case 200:
      return "What was asked for";
    case 201:
      return "Made";
    case 204:
      return "Done; there is nothing to say";
    case 400:
      return "The request breaks a rule, or names a user who is not there or may not be seen";
    case 401:
      return "No session, or one that is over, or credentials that are wrong";
    case 403:
      return "The caller may not do this";
    case 404:
      return "Not there, or not for the caller to see";
    case 409:
      return "There is one already";
    case 413:
      return "The body is too large";
    case 417:
      return "Something else has to go first";
    case 429:
      return "Too many in too short a time";
    default:
      return "Something went wrong on this side";
  }
}

class Document {
 public:
  explicit Document(object parts)
      : schemas_(std::move(parts["schemas"].as_object())), parameters_(std::move(parts["parameters"].as_object())) {
    for (auto& [name, parameter] : parameters_) parameter.as_object()["name"] = name;
    schemas_["DeploymentConfig"] = DeploymentConfigSchema(config::Shapes::kReference);
    schemas_[absl::StrCat("DeploymentConfig", std::string(kOther))] = DeploymentConfigSchema(config::Shapes::kCodersdk);
  }

  void Add(const service::Contract& contract) {
    for (const service::Route& route : contract.routes) Add(route);
  }

  object Take() {
    array tags;
    for (const std::string& tag : tags_) tags.push_back(object{{"name", tag}});
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", "Postern"},
              {"version", kApiVersion},
              {"description",
               "The general, session and token routes of the Coder API v2. Where an answer has two shapes, "
               "--response-shapes says which of them this deployment gives."}}},
            {"servers", {{{"url", "/"}}}},
            {"tags", std::move(tags)},
            {"paths", std::move(paths_)},
            {"components",
             {{"schemas", std::move(schemas_)},
              {"parameters", std::move(parameters_)},
              {"securitySchemes",
               {{"header", Scheme("header", "Coder-Session-Token")},
                {"cookie", Scheme("cookie", "coder_session_token")},
                {"query", Scheme("query", "coder_session_token")}}}}}};
  }

 private:
  static object Scheme(std::string_view in, std::string_view name) {
    return {{"type", "apiKey"}, {"in", in}, {"name", name}};
  }

  void Add(const service::Route& route) {
    std::string path(route.path);
    if (absl::EndsWith(path, "/")) path.pop_back();  // Found with and without.
    boost::json::value& operations = paths_[path];
    if (operations.is_null()) operations = object();
    operations.as_object()[absl::AsciiStrToLower(std::string(route.method))] = Operation(route);
    tags_.insert(std::string(route.doc.tag));
  }

  object Operation(const service::Route& route) const {
    object operation = {{"tags", {route.doc.tag}}, {"summary", route.doc.summary}};
    const Demand& demand = route.demand;
    if (demand.kind == Demand::Kind::kPermission) {
      operation["description"] =
          absl::StrCat("Demands permission to ", std::string(demand.action), " ", std::string(demand.object), ".");
    }
    if (array parameters = Parameters(route); !parameters.empty()) operation["parameters"] = std::move(parameters);
    if (!route.doc.body.empty()) operation["requestBody"] = Body(route.doc);
    operation["responses"] = Responses(route);
    operation["security"] = demand.kind == Demand::Kind::kOpen
                                ? array()
                                : array{{{"header", array()}}, {{"cookie", array()}}, {{"query", array()}}};
    return operation;
  }

  static object Body(const service::Doc& doc) {
    object content;
    for (const std::string_view type : doc.body_types) content[type] = {{"schema", Reference("schemas", doc.body)}};
    return {{"required", true}, {"content", std::move(content)}};
  }

  static array Parameters(const service::Route& route) {
    array parameters;
    std::string_view rest = route.path;
    for (std::size_t open = rest.find('{'); open != rest.npos; open = rest.find('{')) {
      const std::size_t close = rest.find('}', open);
      parameters.push_back(Reference("parameters", rest.substr(open + 1, close - open - 1)));
      rest.remove_prefix(close);
    }
    for (const std::string_view name : route.doc.query) parameters.push_back(Reference("parameters", name));
    return parameters;
  }

  object Answer(std::string_view schema) const {
    const std::string other = absl::StrCat(std::string(schema), std::string(kOther));
    if (!schemas_.contains(other)) return Reference("schemas", schema);
    return {{"anyOf", {Reference("schemas", schema), Reference("schemas", other)}}};
  }

  object Responses(const service::Route& route) const {
    const service::Doc& doc = route.doc;
    std::set<int> refusals(doc.refusals.begin(), doc.refusals.end());
    if (route.demand.kind != Demand::Kind::kOpen) refusals.insert(401);
    if (route.demand.kind == Demand::Kind::kPermission) refusals.insert(403);
    object responses;
    object success = {{"description", Phrase(doc.status)}};
    if (!doc.answer.empty()) success["content"] = Content(Answer(doc.answer));
    responses[std::to_string(doc.status)] = std::move(success);
    for (const int status : refusals) responses[std::to_string(status)] = Refusal(Phrase(status));
    responses["default"] = Refusal("What any route may answer: 413, 429, 500, 503");
    return responses;
  }

  static object Refusal(std::string_view description) {
    return {{"description", description}, {"content", Content(Reference("schemas", "Response"))}};
  }

  object schemas_;
  object parameters_;
  object paths_;
  std::set<std::string> tags_;
};

int Print(const char* file) {
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  Document document(boost::json::parse(text).as_object());
  service::App app = service::AppOf(service::OptionsOfNowhere());
  document.Add(buildinfo::Routes(app));
  document.Add(csp::Routes(app));
  document.Add(deployment::Routes(app));
  document.Add(experiments::Routes(app));
  document.Add(tokens::Routes(app));
  document.Add(updatecheck::Routes(app));
  document.Add(users::Routes(app));
  std::cout << boost::json::serialize(document.Take()) << '\n';
  return 0;
}

}  // namespace
}  // namespace postern::contract

int main(int argc, char** argv) {
  if (argc == 2) return postern::contract::Print(argv[1]);
  std::cerr << "openapi_document SCHEMAS\n";
  return 2;
}
