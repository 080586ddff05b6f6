/* Rules are read; each broken one is refused in one sentence with file and line. Those that are shipped are all in order, and no condition reads what nobody could see. */
#include "tb-alert-rules.h"

#include <string.h>

#include "tb-alert-private.h"
#include "tb-xml.h"

#define QUESTION \
  "<alert id=\"test\" severity=\"warning\">\n" \
  "<title>Silent</title>\n" \
  "<message>{name} since {since_us}</message>\n" \
  "<why>It matters.</why>\n" \
  "<mend command=\"renew device={name}\">Renew it.</mend>\n" \
  "<sql sample=\"1h\" kinds=\"command moved\" after=\"moved\">SELECT name, not_after_us AS since_us, 1 AS value FROM device WHERE not_after_us &lt; :now_us</sql>\n" \
  "<baseline warm-up=\"3\"/>\n" \
  "<reference>RFC 5280 section 4.1.2.5</reference>\n" \
  "</alert>\n"

#define LASTING \
  "<alert id=\"test\" severity=\"warning\">\n" \
  "<title>Exposed</title>\n" \
  "<message>{name}</message>\n" \
  "<why>It matters.</why>\n" \
  "<mend>Close it.</mend>\n" \
  "<sql sample=\"1h\" kinds=\"moved\" about=\"moved quarantined\" lasting=\"yes\">SELECT name, 1 AS value FROM device WHERE is_quarantined</sql>\n" \
  "<reference>RFC 5280 section 4.1.2.5</reference>\n" \
  "</alert>\n"

#define WINDOW \
  "<alert id=\"test\" severity=\"warning\">\n" \
  "<title>Refused</title>\n" \
  "<message>{name} {sum} {usual} {over_us} {other}</message>\n" \
  "<why>It matters.</why>\n" \
  "<mend>Look.</mend>\n" \
  "<window kinds=\"handshake-refused\" details=\"48 49\" over=\"1h\" sample=\"10m\" per=\"group\" of=\"object\" sum=\"values\" least=\"3\"/>\n" \
  "</alert>\n"

typedef struct
{
  const char *good;
  const char *from;
  const char *to;
  guint line;            /* 0 where it is not told */
  const char *complaint;
} Breakage;

static const Breakage breakages[] = {
  { QUESTION, "id=\"test\"", "id=\"Test\"", 1, "Found: id=\"Test\" severity=\"warning\"" },
  { QUESTION, "severity=\"warning\"", "severity=\"awful\"", 1, "Found:" },
  { QUESTION, "<title>Silent</title>\n", "", 2, "" },
  { QUESTION, "<title>Silent", "<title> ", 2, "title: a text is expected" },
  { QUESTION, "{since_us}", "{until_us}", 3, "message: nothing fills {until_us}" },
  { QUESTION, "device={name}", "device={whom}", 5, "mend: nothing fills {whom}" },
  { QUESTION, "renew device", "renewed device", 5, "mend: command: " },
  { QUESTION, "sample=\"1h\"", "sample=\"soon\"", 6, "" },
  { QUESTION, "sample=\"1h\"", "sample=\"0s\"", 6, "sql: sample: must be more than nothing" },
  { QUESTION, "sample=\"1h\"", "sample=\"1y3q\"", 6, "sql: sample: " },
  { QUESTION, "command moved", "command mooved", 6, "sql: kinds: there is no kind of record \"mooved\"" },
  { QUESTION, "after=\"moved\"", "about=\"mooved\"", 6, "sql: about: there is no kind of record \"mooved\"" },
  { QUESTION, "after=\"moved\"", "lasting=\"yes\"", 6, "sql: lasting: name in about the records" },
  { QUESTION, "after=\"moved\"", "about=\"moved\" lasting=\"yes\"", 6, "sql: lasting: an answer that depends on the time does not last" },
  { QUESTION, "after=\"moved\"", "about=\"moved\" lasting=\"perhaps\"", 6, "" },
  { LASTING, "<reference>", "<baseline/><reference>", 7, "baseline: what is usual is learned from every row: leave out lasting" },
  { LASTING, "lasting=\"yes\"", "lasting=\"yes\" keep=\"1d\"", 6, "sql: lasting: an answer that depends on the time does not last" },
  { QUESTION, "after=\"moved\"", "after=\"mooved\"", 6, "sql: after: there is no kind of record \"mooved\"" },
  { QUESTION, "SELECT name,", "SELECT name label,", 6, "the question needs a column called name" },
  { QUESTION, "FROM device", "FROM devices", 6, "sql: " },
  { QUESTION, "SELECT name", "DELETE", 6, "sql: " },
  { QUESTION, ":now_us", ":soon_us", 6, "sql: nothing fills :soon_us" },
  { QUESTION, "1 AS value", "1 AS worth", 7, "baseline: the question needs a column called value" },
  { QUESTION, "warm-up=\"3\"", "warm-up=\"0\"", 7, "" },
  { QUESTION, "</alert>", "<alert/></alert>", 9, "" },
  { WINDOW, "over=\"1h\"", "over=\"55m\"", 6, "window: over must be a whole number of sample" },
  { WINDOW, "sample=\"10m\"", "sample=\"1s\"", 6, "120 of them at most" },
  { WINDOW, "least=\"3\"", "least=\"0\"", 6, "positiveInteger" },
  { WINDOW, "per=\"group\"", "per=\"family\"", 6, "" },
  { WINDOW, "48 49", "48 x", 6, "window: details: must be numbers" },
  { WINDOW, "48 49", "48 70000", 6, "window: details: must be numbers" },
  { WINDOW, "handshake-refused", "handshake", 6, "window: kinds: there is no kind of record \"handshake\"" },
  { WINDOW, "{other}", "{others}", 3, "message: nothing fills {others}" },
  { WINDOW, "<window ", "<windows ", 6, "" },
  { WINDOW, "<alert ", "<!DOCTYPE x [<!ENTITY e SYSTEM \"/etc/passwd\">]><alert ", 0, "" },
};

static TbAlertRule *
read_text (const char *text, gsize length, GError **error)
{
  return tb_alert_rule_read ("test.xml", text, length, error);
}

static char *
replace_once (const char *text, const char *from, const char *to)
{
  const char *at = strstr (text, from);
  g_autofree char *before = at != NULL ? g_strndup (text, (gsize) (at - text)) : NULL;

  if (at == NULL)
    g_error ("the rule does not say %s", from);
  return g_strconcat (before, to, at + strlen (from), NULL);
}

static void
assert_refused (const Breakage *breakage)
{
  g_autofree char *text = replace_once (breakage->good, breakage->from, breakage->to);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAlertRule) rule = read_text (text, strlen (text), &error);
  g_autofree char *place = breakage->line > 0 ? g_strdup_printf ("test.xml:%u: ", breakage->line) : g_strdup ("test.xml:");

  if (rule != NULL)
    g_error ("accepted: %s", breakage->to);
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == TB_ALERT_ERROR || error->domain == TB_XML_ERROR);
  g_assert_cmpuint (strlen (error->message), <, 900);
  if (!g_str_has_prefix (error->message, place) || strstr (error->message, breakage->complaint) == NULL)
    g_error ("%s%s is expected, not: %s", place, breakage->complaint, error->message);
}

static void
broken_rules_are_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (breakages); i++)
    assert_refused (&breakages[i]);
}

static void
truncated_rules_are_refused (void)
{
  for (gsize length = 0; length + strlen ("</alert>\n") < strlen (QUESTION); length += 13)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbAlertRule) rule = read_text (QUESTION, length, &error);

      g_assert_null (rule);
      g_assert_nonnull (error);
    }
}

static void
a_question_is_read (void)
{
  g_autoptr (TbAlertRule) rule = read_text (QUESTION, strlen (QUESTION), NULL);

  g_assert_nonnull (rule);
  g_assert_cmpstr (rule->id, ==, "test");
  g_assert_cmpint (rule->severity, ==, TB_ALERT_WARNING);
  g_assert_cmpstr (rule->mend, ==, "renew device={name}");
  g_assert_cmpstr (rule->references[0], ==, "RFC 5280 section 4.1.2.5");
  g_assert_true (rule->condition->kinds[TB_RECORD_MOVED] && rule->condition->has_baseline);
  g_assert_cmpuint (rule->condition->n_warm_up, ==, 3);
}

static void
a_lasting_question_is_read (void)
{
  g_autoptr (TbAlertRule) rule = read_text (LASTING, strlen (LASTING), NULL);

  g_assert_nonnull (rule);
  g_assert_true (rule->condition->is_lasting && rule->condition->has_about);
  g_assert_true (rule->condition->about[TB_RECORD_MOVED] && rule->condition->about[TB_RECORD_QUARANTINED] && !rule->condition->about[TB_RECORD_POWERED_ON]);
  g_assert_false (rule->condition->kinds[TB_RECORD_QUARANTINED]);
}

static void
a_window_is_read (void)
{
  g_autoptr (TbAlertRule) rule = read_text (WINDOW, strlen (WINDOW), NULL);

  g_assert_nonnull (rule);
  g_assert_null (rule->mend);
  g_assert_cmpint (rule->condition->kind, ==, TB_CONDITION_WINDOW);
  g_assert_cmpint (rule->condition->per, ==, TB_PER_GROUP);
  g_assert_cmpint (rule->condition->sum, ==, TB_SUM_VALUES);
  g_assert_true (rule->condition->of_object);
  g_assert_cmpint (rule->condition->least, ==, 3);
  g_assert_cmpuint (rule->condition->details->len, ==, 2);
}

static void
shipped_rules_are_in_order (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = tb_alert_rules_load (NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rules->len, >=, 1);
  for (guint i = 0; i < rules->len; i++)
    {
      const TbAlertRule *rule = g_ptr_array_index (rules, i);
      g_autofree char *name = g_path_get_basename (rule->path), *expected = g_strconcat (rule->id, ".xml", NULL);

      g_assert_cmpstr (name, ==, expected);
      g_assert_true (tb_alert_rules_find (rules, rule->id) == rule);
    }
}

/* What is true in the model and hidden from whoever looks after a fleet: who is a thief and what he has, who is infected and by whom, who else reads a session. */
static const char *const hidden[] = {
  "thief", "stolen_us", "n_stolen", "is_stolen", "infected_by", "infected_us", "n_infections", "generation", "census", "health", "is_captured", "is_tampered", "is_luring",
  "is_exposed", "is_recorded", "is_readable", "is_overheard", "infection", "impostor", "key-stolen", "thief-renewed", "device-captured", "infected", "bot-ready", "cleared",
  "credential-seen", "rogue-registrar", "flood-ordered", "campaign-changed", "is_flooded", "flood_bps", "attack", "fail", "verdict",
};

static void
assert_sees_no_secret (const TbAlertRule *rule)
{
  const TbAlertCondition *condition = rule->condition;
  g_autoptr (GString) text = g_string_new (condition->sql);

  for (guint kind = 0; kind < TB_RECORD_N_KINDS; kind++)
    if (condition->kind == TB_CONDITION_WINDOW && condition->kinds[kind])
      g_string_append_printf (text, " %s", tb_record_info (kind)->code);
  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      g_autofree char *pattern = g_strdup_printf ("(?<![\\w-])%s(?![\\w-])", hidden[i]);

      if (g_regex_match_simple (pattern, text->str, G_REGEX_CASELESS, 0))
        g_error ("%s reads %s, which nobody can see", rule->id, hidden[i]);
    }
}

static void
shipped_rules_read_nothing_hidden (void)
{
  g_autoptr (GPtrArray) rules = tb_alert_rules_load (NULL, NULL);

  for (guint i = 0; i < rules->len; i++)
    assert_sees_no_secret (g_ptr_array_index (rules, i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/rules/broken", broken_rules_are_refused);
  g_test_add_func ("/watch/rules/truncated", truncated_rules_are_refused);
  g_test_add_func ("/watch/rules/question", a_question_is_read);
  g_test_add_func ("/watch/rules/lasting", a_lasting_question_is_read);
  g_test_add_func ("/watch/rules/window", a_window_is_read);
  g_test_add_func ("/watch/rules/shipped", shipped_rules_are_in_order);
  g_test_add_func ("/watch/rules/hidden", shipped_rules_read_nothing_hidden);
  return g_test_run ();
}
