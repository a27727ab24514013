#include "plugin/library_plugin.h"

#include <sstream>

#include "plugin/testing/plugin_fixture.h"

namespace millrace {
namespace {

using TextList = std::vector<std::string>;

class LibraryPluginTest : public PluginTest {
 protected:
  std::string OpenError(const Config::Plugin& config) {
    return ErrorOf([&] { OpenPlugin(config)->Start(); });
  }
  // A plug-in in C that is correct except for `change`, a statement in millrace_plugin, or `run`, the body of run.
  std::string Variant(const std::string& name, const std::string& change, const std::string& run = "return 0;") {
    return Build(Write(name + ".c", R"(#include <millrace/plugin.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
static const char* const names[] = {"platform", NULL};
static void release_schema(struct ArrowSchema* s) { s->release = NULL; }
static void release_array(struct ArrowArray* a) { a->release = NULL; }
static const void* no_buffers[1] = {NULL};
static int create(const char* config, void** instance) { *instance = strdup(config); return 0; }
static int run(void* instance, const struct ArrowSchema* in_schema, const struct ArrowArray* in,
               struct ArrowSchema* out_schema, struct ArrowArray* out) {
  (void)instance; (void)in_schema; (void)in; (void)out_schema; (void)out;
  (void)release_schema; (void)release_array; (void)no_buffers;
  )" + run + R"(
}
static const char* last_error(const void* instance) { return instance ? "out of luck" : "no luck at all"; }
int millrace_plugin(uint32_t abi, struct MillracePlugin* p) {
  p->abi = abi; p->kind = MILLRACE_ENRICHMENT; p->name = "v"; p->reads = names; p->sets = names;
  p->create = create; p->run = run; p->destroy = free; p->last_error = last_error;
  )" + change + R"(
  return 0;
}
)"),
                 name);
  }
};

TEST_F(LibraryPluginTest, ThePageGroupExampleIsBuiltOutsideTheTreeAndRuns) {
  const EnrichmentPlugin plugin(OpenPlugin(Library("groups", Build(Example("page_group.cc"), "page_group"),
                                                   R"({"home":"start","test_host":"test.example"})")));
  EXPECT_EQ(plugin.contract().name, "groups");
  EXPECT_TRUE(plugin.contract().may_reject);
  EXPECT_TRUE(plugin.contract().adds_custom);
  const auto instance = plugin.NewInstance();
  const BatchChanges changes =
      instance->Run(*Events({{"page_view_page_url_path", {"/", "/shop/shoes", "-", "help/me", ""}},
                             {"page_view_hostname", {"a.example", "-", "test.example", "TEST.example", "-"}}}),
                    sent_);
  ASSERT_EQ(changes.custom.size(), 1U);
  EXPECT_EQ(changes.custom[0].first, "page_group");
  EXPECT_EQ(Texts(*changes.custom[0].second), (TextList{"start", "shop", "-", "help", "start"}));
  EXPECT_EQ(Texts(*changes.rejected), (TextList{"-", "-", "the host is test.example", "-", "-"}));
  EXPECT_TRUE(changes.columns.empty());
  instance->Finish();
}

TEST_F(LibraryPluginTest, TheNoopExampleIsPlainCAndChangesNothing) {
  const EnrichmentPlugin plugin(OpenPlugin(Library("noop", Build(Example("noop.c"), "noop"))));
  const auto instance = plugin.NewInstance();
  const BatchChanges changes = instance->Run(*Events({{"platform", {"Web", "iOS"}}}), sent_);
  EXPECT_TRUE(changes.columns.empty() && changes.custom.empty());
  EXPECT_EQ(changes.rejected, nullptr);
  EXPECT_TRUE(plugin.columns().dictionaries);
}

// The guide ends with a plug-in that works: its listings are the files that the tests build and run.
TEST_F(LibraryPluginTest, TheGuideShowsTheFilesThatAreTested) {
  const auto read = [](const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  };
  const std::string guide = read(MILLRACE_SOURCE_DIR "/docs/how-to/write-a-plugin.md");
  for (const auto& [name, indent] : {std::pair("page_group.cc", 7), std::pair("sub_continent.py", 4)}) {
    std::istringstream lines(read(Example(name)));
    std::string listing;
    for (std::string line; std::getline(lines, line);) {
      listing += line.empty() ? "\n" : std::string(static_cast<size_t>(indent), ' ') + line + "\n";
    }
    EXPECT_FALSE(listing.empty());
    EXPECT_NE(guide.find(listing), std::string::npos) << name << " and its listing differ";
  }
}

TEST_F(LibraryPluginTest, EachInstanceHasItsOwnState) {
  const auto plugin = OpenPlugin(Library("groups", Build(Example("page_group.cc"), "page_group")));
  const auto first = plugin->Start();
  const auto second = plugin->Start();
  EXPECT_NE(first, second);
}

TEST_F(LibraryPluginTest, WhatCannotBeLoadedSaysWhy) {
  EXPECT_EQ(OpenError(Library("x", "nowhere.so")), "UserError: plug-in `x`: library not found: nowhere.so");
  const std::string text = Write("text.so", "no library");
  EXPECT_NE(OpenError(Library("x", text)).find("UserError: plug-in `x`: cannot load the library: "), std::string::npos);
  const std::string other = Build(Write("other.c", "int other(void); int other(void) { return 1; }\n"), "other");
  EXPECT_EQ(
      OpenError(Library("x", other)),
      "UserError: plug-in `x`: " + other + " does not export the function millrace_plugin, so it is not a plug-in");
}

TEST_F(LibraryPluginTest, AnotherVersionOfTheInterfaceIsRefused) {
  EXPECT_EQ(OpenError(Library("x", Variant("old", "p->abi = 7;"))),
            "UserError: plug-in `x`: it was built for version 7 of the plug-in interface, this program has version 1; "
            "rebuild it with the header of this version");
  EXPECT_NE(OpenError(Library("x", Variant("refuses", "if (abi) return 1;"))).find("version 1"), std::string::npos);
}

TEST_F(LibraryPluginTest, WhatItLeavesOutIsSaid) {
  EXPECT_EQ(OpenError(Library("x", Variant("norun", "p->run = NULL;"))),
            "UserError: plug-in `x`: one of its functions create, run, destroy and last_error is missing");
  EXPECT_EQ(OpenError(Library("x", Variant("kind", "p->kind = 9;"))),
            "UserError: plug-in `x`: its kind 9 is unknown to this version");
  EXPECT_EQ(ErrorOf([&] { EnrichmentPlugin(OpenPlugin(Library("x", Variant("blind", "p->reads = NULL;")))); }),
            "UserError: plug-in `x` reads no column; name at least one");
  Config::Plugin transformer = Library("x", Variant("plain", ""));
  transformer.transformer = true;
  EXPECT_EQ(OpenError(transformer), "UserError: plug-in `x`: it is an enrichment, not a transformer");
  EXPECT_EQ(
      ErrorOf([&] { EnrichmentPlugin(OpenPlugin(Library("x", Variant("other", "p->kind = MILLRACE_TRANSFORMER;")))); }),
      "UserError: plug-in `x` is a transformer, not an enrichment");
}

TEST_F(LibraryPluginTest, ConfigThatItDoesNotKnowOrDoesNotLike) {
  const std::string library = Build(Example("page_group.cc"), "page_group");
  EXPECT_EQ(OpenError(Library("x", library, R"({"hom":"start"})")),
            "UserError: plug-in `x`: unknown key `hom` of its config; did you mean home?");
  EXPECT_EQ(OpenError(Library("x", library, R"({"home":""})")),
            "UserError: plug-in `x`: it rejects its config: `home`, the group of the path /, must not be empty");
}

TEST_F(LibraryPluginTest, AFailedRunNamesThePluginAndItsReason) {
  const EnrichmentPlugin plugin(OpenPlugin(Library("unlucky", Variant("fails", "", "return 1;"))));
  EXPECT_EQ(ErrorOf([&] {
              plugin.NewInstance()->Run(*Events({{"platform", {"Web"}}}), sent_);
            }),
            "SystemError: plug-in `unlucky` failed: out of luck");
}

// Outputs built by hand: a struct without columns, of another length, or one that is already released.
TEST_F(LibraryPluginTest, AnOutputThatBreaksTheRulesIsRefused) {
  const std::string longer = Variant("longer", "", R"(out_schema->format = "+s";
  out_schema->release = release_schema;
  out->length = in->length + 1;
  out->n_buffers = 1;
  out->buffers = no_buffers;
  out->release = release_array;
  return 0;)");
  const EnrichmentPlugin plugin(OpenPlugin(Library("long", longer)));
  EXPECT_EQ(ErrorOf([&] {
              plugin.NewInstance()->Run(*Events({{"platform", {"Web", "iOS"}}}), sent_);
            }),
            "SystemError: plug-in `long` failed: it got 2 rows and returned 3; it must return one for each, in the "
            "same order");
  const EnrichmentPlugin half(
      OpenPlugin(Library("half", Variant("half", "", "out->release = release_array; return 0;"))));
  EXPECT_NE(ErrorOf([&] {
              half.NewInstance()->Run(*Events({{"platform", {"Web"}}}), sent_);
            }).find("SystemError: plug-in `half` failed: its output cannot be read: "),
            std::string::npos);
}

}  // namespace
}  // namespace millrace
