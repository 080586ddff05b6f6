/* tb-cli-audit-follow: `trustbed-cli audit follow`: one certificate through its life, as a story with times or as JSON. */
#include "tb-audit-words.h"
#include "tb-cli-audit.h"
#include "tb-units.h"

static char *
dup_party (TbAuditTrail *trail, guint32 party)
{
  return party != TB_NOBODY ? tb_fleet_dup_name (tb_run_get_fleet (tb_audit_trail_get_run (trail)), party) : NULL;
}

/* What caused an entry, where somebody wanted it. */
static char *
dup_command (TbAuditTrail *trail, const TbAuditMoment *moment)
{
  g_auto (TbAuditFacts) facts = { 0 };

  if (moment->entry > 0)
    tb_audit_trail_describe (trail, moment->entry, &facts);
  return facts.command != NULL ? g_strdup_printf ("  (%s)", facts.command) : g_strdup ("");
}

static void
print_moment (TbAuditTrail *trail, const TbAuditMoment *moment)
{
  g_autofree char *by = dup_party (trail, moment->party), *text = tb_audit_words_fill (tb_audit_words_find (moment), moment, by, moment->reason);
  g_autofree char *time = tb_units_format_moment (tb_scenario_get_start_us (tb_run_get_scenario (tb_audit_trail_get_run (trail))) + moment->time_us);
  g_autofree char *place = moment->entry > 0 ? g_strdup_printf ("entry %u", moment->entry) : g_strdup_printf ("handshake %u", moment->session);
  g_autofree char *command = dup_command (trail, moment);

  g_print ("%s  %-14s %s%s\n", time, place, text, command);
}

static void
print_as_text (TbAuditTrail *trail, const TbAuditLife *life)
{
  g_print ("Certificate %s of %s\nSHA-256 %s\n\n", life->facts.serial, life->facts.who, life->facts.certificate);
  for (guint i = 0; i < life->moments->len; i++)
    print_moment (trail, &g_array_index (life->moments, TbAuditMoment, i));
  if (life->n_left_out > 0)
    g_print ("... and %u more lines like these\n", life->n_left_out);
  g_print ("\nShown and taken in %u handshakes, gone on with by a ticket in %u, refused in %u.\n", life->uses->n_full, life->uses->n_resumed, life->uses->n_refused);
  if (life->revoked_us != TB_AUDIT_NO_TIME)
    g_print ("After it was revoked: taken in %u, gone on with by a ticket in %u.\n", life->uses->n_full_after, life->uses->n_resumed_after);
}

static void
add_moment (JsonBuilder *json, TbAuditTrail *trail, const TbAuditMoment *moment)
{
  g_autofree char *party = dup_party (trail, moment->party);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "what", moment->what);
  tb_cli_add_int (json, "time_us", moment->time_us);
  if (moment->entry > 0)
    tb_cli_add_int (json, "entry", moment->entry);
  if (moment->session > 0)
    tb_cli_add_int (json, "handshake", moment->session);
  tb_cli_add_text (json, "party", party);
  tb_cli_add_text (json, "reason", moment->reason);
  tb_cli_add_int (json, "count", moment->count);
  json_builder_end_object (json);
}

static void
add_use (JsonBuilder *json, TbAuditTrail *trail, const TbAuditUse *use)
{
  g_autofree char *party = dup_party (trail, use->party);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "party", party);
  tb_cli_add_int (json, "shown", use->n_full);
  tb_cli_add_int (json, "resumed", use->n_resumed);
  tb_cli_add_int (json, "refused", use->n_refused);
  tb_cli_add_int (json, "shown_after_revocation", use->n_full_after);
  tb_cli_add_int (json, "resumed_after_revocation", use->n_resumed_after);
  json_builder_end_object (json);
}

static void
print_as_json (TbAuditTrail *trail, const TbAuditLife *life)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_text (json, "holder", life->facts.who);
  tb_cli_add_text (json, "serial", life->facts.serial);
  tb_cli_add_text (json, "certificate", life->facts.certificate);
  tb_cli_add_text (json, "key", life->facts.key);
  json_builder_set_member_name (json, "moments");
  json_builder_begin_array (json);
  for (guint i = 0; i < life->moments->len; i++)
    add_moment (json, trail, &g_array_index (life->moments, TbAuditMoment, i));
  json_builder_end_array (json);
  json_builder_set_member_name (json, "uses");
  json_builder_begin_array (json);
  for (guint i = 0; i < life->uses->uses->len; i++)
    add_use (json, trail, &g_array_index (life->uses->uses, TbAuditUse, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static int
follow (TbCliAudit *audit, const char *scenario, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAuditTrail) trail = tb_cli_audit_play (audit, scenario, &error);
  g_autoptr (TbAuditLife) life = NULL;
  guint issued;

  if (trail == NULL)
    return tb_cli_complain ("%s", error->message);
  issued = tb_audit_life_find (trail, tb_audit_trail_get_n (trail), what);
  if (issued == 0)
    return tb_cli_complain ("\"%s\" is no certificate and nobody who has one; give a serial number, the beginning of a SHA-256, or a name such as lock-03", what);
  life = tb_audit_life_new (trail, tb_journal_find_time (tb_run_get_journal (tb_audit_trail_get_run (trail)), tb_cli_audit_get_time (audit, trail)), issued, NULL,
                            &error);
  if (life == NULL)
    return tb_cli_complain ("%s", error->message);
  (audit->json ? print_as_json : print_as_text) (trail, life);
  return TB_EXIT_YES;
}

/**
 * tb_cli_audit_follow:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_audit_follow (int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_auto (TbCliAudit) audit = { 0 };
  g_autoptr (GError) error = NULL;

  if (!tb_cli_audit_parse (&audit, entries, "SCENARIO CERTIFICATE|DEVICE",
                           "Tells the life of one certificate: its serial number, its SHA-256 (the beginning is enough), or who has it.", &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 3)
    return tb_cli_complain ("audit follow takes a scenario and a certificate or a device, as in: trustbed-cli audit follow revocation lock-02");
  return follow (&audit, argv[1], argv[2]);
}
