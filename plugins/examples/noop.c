/* The smallest plug-in: an enrichment that reads some columns and changes nothing. It shows the C interface, and
 * bench/plugin_cost measures with it what a plug-in costs that costs nothing itself. */
#include <millrace/plugin.h>
#include <stddef.h>

static const char* const kNoKeys[] = {NULL};
static const char* const kReads[] = {"event_name", "platform", "geo_country", "user_id", "page_view_page_url", NULL};
static const char* const kSets[] = {"geo_sub_continent", NULL};

static int Create(const char* config, void** instance) {
  static int nothing;
  (void)config;
  *instance = &nothing;
  return 0;
}

static int Run(void* instance, const struct ArrowSchema* in_schema, const struct ArrowArray* in,
               struct ArrowSchema* out_schema, struct ArrowArray* out) {
  (void)instance;
  (void)in_schema;
  (void)in;
  (void)out_schema;
  (void)out; /* its release stays null: nothing changed */
  return 0;
}

static void Destroy(void* instance) {
  (void)instance;
}

static const char* LastError(const void* instance) {
  (void)instance;
  return "";
}

int millrace_plugin(uint32_t abi, struct MillracePlugin* plugin) {
  plugin->abi = MILLRACE_PLUGIN_ABI;
  plugin->kind = MILLRACE_ENRICHMENT;
  plugin->flags = MILLRACE_DICTIONARIES;
  plugin->name = "noop";
  plugin->description = "changes nothing";
  plugin->config_keys = kNoKeys;
  plugin->reads = kReads;
  plugin->sets = kSets;
  plugin->create = Create;
  plugin->run = Run;
  plugin->destroy = Destroy;
  plugin->last_error = LastError;
  return abi == MILLRACE_PLUGIN_ABI ? 0 : 1;
}
