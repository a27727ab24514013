// millrace token: who may use the console.
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/log.h"
#include "core/time.h"
#include "pipeline/job_id.h"
#include "project/access_tokens.h"

namespace millrace {
namespace {

struct TokenFlags {
  ConfigFlags config;
  std::string action;
  std::string subject;
  std::string scope = "read";
  std::vector<std::string> apps;
  std::string expires;
  bool json = false;
};

JsonObject TokenJson(const AccessToken& token) {
  JsonObject json;
  json.Field("id", token.id)
      .Field("name", token.name)
      .Field("scope", token.scope)
      .Json("apps", token.apps.empty() ? "[]" : token.apps)
      .Field("created", FormatInstant(token.created_ns))
      .FieldOrNull("expires", token.expires_ns == 0 ? std::string() : FormatInstant(token.expires_ns))
      .Field("state", TokenState(token, WallClockNs()));
  return json;
}

int CreateAndPrint(Project& project, const TokenFlags& flags) {
  if (flags.subject.empty()) throw UserError("say whose token it is: `millrace token create NAME`");
  TokenRequest request{.name = flags.subject, .scope = flags.scope, .apps = flags.apps, .lifetime_ms = {}};
  if (!flags.expires.empty()) request.lifetime_ms = ParseDuration(flags.expires);
  const NewToken made = CreateToken(project, request);
  if (flags.json) {
    PrintToStdout(TokenJson(made.token).Field("token", made.text).Finish() + "\n");
  } else {
    PrintToStdout(made.text + "\n");
    LogInfo("this is the only time that the token is shown; `millrace token revoke " + made.token.id + "` ends it");
  }
  return kExitDone;
}

int ListAndPrint(const CommandLine& line, Project& project, bool json) {
  const std::vector<AccessToken> tokens = ListTokens(project);
  if (json) {
    std::vector<std::string> objects;
    objects.reserve(tokens.size());
    for (const AccessToken& token : tokens) objects.push_back(TokenJson(token).Finish());
    PrintToStdout(JsonObject().Json("tokens", JsonArray(objects)).Finish() + "\n");
    return kExitDone;
  }
  if (tokens.empty()) {
    PrintToStdout("no tokens; `millrace token create NAME` makes one\n");
    return kExitDone;
  }
  std::vector<std::vector<Cell>> rows;
  rows.reserve(tokens.size());
  for (const AccessToken& token : tokens) {
    rows.push_back({Cell::Text(token.id), Cell::Text(token.name), Cell::Text(token.scope),
                    Cell::Text(token.apps.empty() ? "all" : token.apps), Cell::Text(FormatInstant(token.created_ns)),
                    Cell::Text(token.expires_ns == 0 ? "never" : FormatInstant(token.expires_ns)),
                    Cell::Text(std::string(TokenState(token, WallClockNs())))});
  }
  PrintToStdout(
      RenderTable({"id", "name", "scope", "apps", "created", "expires", "state"}, rows, StyleForStdout(line, "table")));
  return kExitDone;
}

int RevokeAndPrint(Project& project, const TokenFlags& flags) {
  if (flags.subject.empty())
    throw UserError("say which token: `millrace token revoke ID`; `millrace token list` shows the ids");
  RevokeToken(project, flags.subject);
  PrintToStdout(flags.json ? JsonObject().Field("revoked", flags.subject).Finish() + "\n"
                           : "the token " + flags.subject + " is revoked\n");
  return kExitDone;
}

int RunToken(const CommandLine& line, const TokenFlags& flags) {
  Project project(flags.action == "list" ? flags.config.LoadExisting() : flags.config.LoadForJobs());
  if (flags.action == "create") return CreateAndPrint(project, flags);
  if (flags.action == "revoke") return RevokeAndPrint(project, flags);
  return ListAndPrint(line, project, flags.json);
}

}  // namespace

void RegisterToken(CommandLine& line) {
  auto flags = std::make_shared<TokenFlags>();
  CLI::App& command = AddCommand(line.root, "token", "Create, list and revoke tokens for the console",
                                 {"millrace token create Ann # may look at everything; shown once",
                                  "millrace token create nightly --scope operate --app shop --expires 90d",
                                  "millrace token list", "millrace token revoke 4f1c20a9b7d3"});
  AddArgument(command, "ACTION", flags->action, "What to do", "create|list|revoke")->required();
  AddArgument(command, "NAME", flags->subject, "create: whose it is; revoke: its id");
  flags->config.AddTo(command);
  AddFlag(command, "--scope", flags->scope, "read|operate|admin",
          "create: what its holder may do: look, also keep analyses and send notices, or also read the audit log");
  AddFlag(command, "--app", flags->apps, "APPS", "create: only data of these apps, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  AddFlag(command, "--expires", flags->expires, "DURATION",
          "create: how long it is valid, like 90d; default: it never expires")
      ->check(IsDuration());
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] { line.run = [&line, flags] { return RunToken(line, *flags); }; });
}

}  // namespace millrace
