// Whose shapes answers have, where clients built with codersdk expect others than the reference document shows. Every
// place that differs asks here:
//
//   where                                   kReference                              kCodersdk
//   GET /experiments/available              an array of names                       {"safe":[names]}
//   GET /deployment/stats                   the latencies p50 and p95               P50 and P95
//   POST /csp/reports                       asks for a session                      open
//   GET /deployment/config, `config`:
//     URLs                                  objects of eleven parts                 strings
//     host and port                         {"host","port"}                         strings
//     regular expressions                   {}                                      strings
//     ai, external_auth, support.links      {"value": ...}                          bare
//     maps and lists that are not set       {} and []                               null
//     keys of config_ssh                    deploymentName, sshconfigOptions        DeploymentName, SSHConfigOptions
//     keys whose value is zero, or secret   there: false, 0, "", []                 left out where OptionRow says so
#pragma once

#include <string>

#include "boost/json/value.hpp"
#include "config/options.h"

namespace postern::config {

enum class Shapes { kReference, kCodersdk };

// What --response-shapes says; in any case.
Shapes ShapesOf(const Options& options);

// The path of the option's value below `config`, dotted; empty where it has none.
std::string PathIn(const OptionRow& row, Shapes shapes);

// The value of an option as `config` shows it; `value` is what ShownValue (shown.h) gives.
boost::json::value Shaped(const OptionRow& row, boost::json::value value, Shapes shapes);

// Whether `config` does without the key.
bool IsLeftOut(const OptionRow& row, const boost::json::value& value, Shapes shapes);

}  // namespace postern::config
