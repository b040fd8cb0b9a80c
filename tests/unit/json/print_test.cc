#include "json/print.h"

#include <gtest/gtest.h>

#include "boost/json/array.hpp"
#include "boost/json/object.hpp"

namespace postern::json {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendString(out, text);
  return out;
}

std::string Number(double number) {
  std::string text = Print(boost::json::value(number));
  text.pop_back();
  return text;
}

TEST(PrintTest, IsCompactWithOneNewline) {
  EXPECT_EQ(Print({{"a", {1, 2}}, {"b", {{"c", nullptr}}}, {"d", true}, {"e", false}}),
            R"({"a":[1,2],"b":{"c":null},"d":true,"e":false})"
            "\n");
}

TEST(PrintTest, KeepsTheOrderOfKeys) {
  boost::json::object object;
  object["z"] = 1;
  object["a"] = 2;
  EXPECT_EQ(Print(object), "{\"z\":1,\"a\":2}\n");
}

TEST(PrintTest, EmptyContainers) {
  EXPECT_EQ(Print(boost::json::array()), "[]\n");
  EXPECT_EQ(Print(boost::json::object()), "{}\n");
  EXPECT_EQ(Print({{"a", boost::json::array()}, {"b", boost::json::object()}}), "{\"a\":[],\"b\":{}}\n");
}

TEST(PrintTest, ScalarsStandAlone) {
  EXPECT_EQ(Print(nullptr), "null\n");
  EXPECT_EQ(Print("ok"), "\"ok\"\n");
}

TEST(PrintTest, KeysAreEscapedToo) {
  EXPECT_EQ(Print({{"a<b", 1}}), "{\"a\\u003cb\":1}\n");
}

TEST(PrintNumberTest, IntegersAreWhole) {
  EXPECT_EQ(Print(0), "0\n");
  EXPECT_EQ(Print(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808\n");
  EXPECT_EQ(Print(std::numeric_limits<std::int64_t>::max()), "9223372036854775807\n");
  EXPECT_EQ(Print(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615\n");
}

TEST(PrintNumberTest, WholeDoublesHaveNeitherPointNorExponent) {
  EXPECT_EQ(Number(1.0), "1");
  EXPECT_EQ(Number(-1.0), "-1");
  EXPECT_EQ(Number(0.0), "0");
  EXPECT_EQ(Number(100000000000000000000.0), "100000000000000000000");
}

TEST(PrintNumberTest, FractionsAreAsShortAsTheyCanBeReadBack) {
  EXPECT_EQ(Number(0.1), "0.1");
  EXPECT_EQ(Number(1.5), "1.5");
  EXPECT_EQ(Number(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(Number(0.000001), "0.000001");
}

TEST(PrintNumberTest, LargeAndSmallOnesHaveAnExponent) {
  EXPECT_EQ(Number(1e21), "1e+21");
  EXPECT_EQ(Number(1.5e300), "1.5e+300");
  EXPECT_EQ(Number(-1e-100), "-1e-100");
  EXPECT_EQ(Number(1.25e-10), "1.25e-10");
}

TEST(PrintNumberTest, ExponentOfOneDigitIsNotPadded) {
  EXPECT_EQ(Number(1e-7), "1e-7");
  EXPECT_EQ(Number(-2.5e-9), "-2.5e-9");
}

TEST(PrintStringTest, PlainTextIsQuoted) {
  EXPECT_EQ(Quoted(""), R"("")");
  EXPECT_EQ(Quoted("plain text / 'quote'"), R"("plain text / 'quote'")");
}

TEST(PrintStringTest, QuotesAndBackslashesAreEscaped) {
  EXPECT_EQ(Quoted(R"(a"b\c)"), R"("a\"b\\c")");
}

TEST(PrintStringTest, ControlCharactersAreEscaped) {
  EXPECT_EQ(Quoted("\n\r\t\b\f"), R"("\n\r\t\b\f")");
  EXPECT_EQ(Quoted(std::string_view("\0\x01\x1f", 3)), R"("\u0000\u0001\u001f")");
}

TEST(PrintStringTest, WhatHtmlWouldReadIsEscaped) {
  EXPECT_EQ(Quoted("<script>&"), R"("\u003cscript\u003e\u0026")");
}

TEST(PrintStringTest, LineSeparatorsOfJavaScriptAreEscaped) {
  EXPECT_EQ(Quoted("a\xE2\x80\xA8z\xE2\x80\xA9"), R"("a\u2028z\u2029")");
}

TEST(PrintStringTest, NeighboursOfTheSeparatorsAreNot) {
  EXPECT_EQ(Quoted("\xE2\x80\xA7\xE2\x80\xAA\xE2\x82\xAC"), "\"\xE2\x80\xA7\xE2\x80\xAA\xE2\x82\xAC\"");
}

TEST(PrintStringTest, OtherCharactersStayAsTheyAre) {
  EXPECT_EQ(Quoted("\xC3\xA9\xF0\x9F\x91\x8B\x7F"), "\"\xC3\xA9\xF0\x9F\x91\x8B\x7F\"");
}

TEST(PrintStringTest, InvalidUtf8IsReplaced) {
  EXPECT_EQ(Quoted("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(Quoted("cut\xE2\x80"), "\"cut\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(PrintStringTest, IsAppended) {
  std::string out = "x";
  AppendString(out, "y");
  EXPECT_EQ(out, "x\"y\"");
}

}  // namespace
}  // namespace postern::json
