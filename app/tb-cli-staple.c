/* tb-cli-staple: see the header. What is shown is judged anew from the first handshake's transcript, so that it says what the lock saw. */
#include "tb-cli-staple.h"

#include "tb-cli.h"

void
tb_cli_staple_clear (TbStapleOptions *options)
{
  g_clear_pointer (&options->kind, g_free);
  g_clear_pointer (&options->policy, g_free);
}

void
tb_cli_staple_add_entries (GOptionGroup *group, TbStapleOptions *options)
{
  const GOptionEntry entries[] = {
    { "staple", 0, 0, G_OPTION_ARG_STRING, &options->kind, "The OCSP response the broker staples: good, revoked, stale or none; none if left out", "KIND" },
    { "must-staple", 0, 0, G_OPTION_ARG_NONE, &options->must_staple, "The broker's certificate says that it must staple (RFC 7633)", NULL },
    { "staple-policy", 0, 0, G_OPTION_ARG_STRING, &options->policy,
      "What the lock does: none, check or require; check if left out and one of the two above is there, else none", "POLICY" },
    { NULL },
  };

  g_option_group_add_entries (group, entries);
}

/* What is wrong with the options, in one sentence; NULL when nothing is. */
char *
tb_cli_staple_find_fault (const TbStapleOptions *options)
{
  TbStaplePolicy policy;

  if (options->kind != NULL && !tb_parties_knows_staple (options->kind))
    return g_strdup_printf ("--staple must be good, revoked, stale or none, got \"%.40s\"", options->kind);
  if (options->policy != NULL && !tb_staple_policy_from_code (options->policy, &policy))
    return g_strdup_printf ("--staple-policy must be none, check or require, got \"%.40s\"", options->policy);
  return NULL;
}

/* Sets the terms; they own the staple. */
gboolean
tb_cli_staple_prepare (const TbStapleOptions *options, const TbParties *parties, guint64 seed, TbHandshakeTerms *terms, GError **error)
{
  terms->staple_policy = options->kind != NULL || options->must_staple ? TB_STAPLE_CHECK : TB_STAPLE_NONE;
  if (options->policy != NULL)
    tb_staple_policy_from_code (options->policy, &terms->staple_policy);
  return options->kind == NULL || tb_parties_make_staple (parties, options->kind, seed, &terms->staple, error);
}

static const char *
say_verdict (TbStapleVerdict verdict)
{
  static const char *const words[] = {
    [TB_STAPLE_ACCEPTED] = "accepted", [TB_STAPLE_REVOKED] = "revoked", [TB_STAPLE_UNSATISFACTORY] = "status-unknown",
  };

  return words[verdict];
}

static void
add_flag (JsonBuilder *json, const char *name, gboolean flag)
{
  json_builder_set_member_name (json, name);
  json_builder_add_boolean_value (json, flag);
}

static void
add_check (JsonBuilder *json, const TbCheck *check)
{
  json_builder_begin_object (json);
  tb_cli_add_text (json, "code", check->rule->code);
  tb_cli_add_text (json, "what", check->rule->what);
  tb_cli_add_text (json, "expected", check->expected);
  tb_cli_add_text (json, "found", check->found);
  add_flag (json, "ok", check->ok);
  tb_cli_add_text (json, "source", check->rule->source);
  json_builder_end_object (json);
}

/* Adds a member `staple` with every check the lock made; nothing when it made none by its policy. */
void
tb_cli_staple_add_json (JsonBuilder *json, const TbParties *parties, const TbHandshakeTerms *terms, TbTranscript *transcript)
{
  g_autoptr (TbChecks) checks = tb_checks_new ();
  g_autoptr (GBytes) staple = tb_transcript_get_staple (transcript);
  TbStapleVerdict verdict = tb_staple_explain (parties->crypto, transcript, terms->staple_policy, parties->unix_us, checks);

  if (terms->staple_policy == TB_STAPLE_NONE)
    return;
  json_builder_set_member_name (json, "staple");
  json_builder_begin_object (json);
  tb_cli_add_text (json, "policy", tb_staple_policy_to_code (terms->staple_policy));
  add_flag (json, "must_staple", tb_status_must_staple (parties->server_certificate));
  tb_cli_add_int (json, "bytes", staple != NULL ? (gint64) g_bytes_get_size (staple) : 0);
  tb_cli_add_text (json, "verdict", say_verdict (verdict));
  json_builder_set_member_name (json, "checks");
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    add_check (json, tb_checks_get (checks, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
print_check (const TbCheck *check)
{
  g_print ("  %-4s %s", check->ok ? "ok" : "BAD", check->rule->what);
  if (*check->expected != '\0')
    g_print ("; expected: %s", check->expected);
  if (*check->found != '\0')
    g_print ("; found: %s", check->found);
  g_print (" [%s]\n", check->rule->source);
}

/* The same for people. */
void
tb_cli_staple_print (const TbParties *parties, const TbHandshakeTerms *terms, TbTranscript *transcript)
{
  g_autoptr (TbChecks) checks = tb_checks_new ();
  TbStapleVerdict verdict = tb_staple_explain (parties->crypto, transcript, terms->staple_policy, parties->unix_us, checks);

  if (terms->staple_policy == TB_STAPLE_NONE)
    return;
  g_print ("What the lock makes of the broker's staple (policy %s): %s\n", tb_staple_policy_to_code (terms->staple_policy), say_verdict (verdict));
  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    print_check (tb_checks_get (checks, i));
}
