/* tb-policy-case: see the header. */
#include "tb-policy-case.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

#define SPAN_LIVES 4
#define MOST_SPAN_US (730 * TB_US_PER_DAY)

/**
 * tb_policy_case_read:
 * @fold: a run at a time
 * @group: a group
 * @policy: (out caller-allocates): how its devices come by their certificates then: the scenario's policy, or what a command has made of it
 */
void
tb_policy_case_read (TbFold *fold, const TbGroup *group, TbEnrolPolicy *policy)
{
  guint32 payload = tb_fold_get (fold, group->first)->policy;
  GBytes *text = payload != TB_NO_PAYLOAD ? tb_journal_get_payload (tb_fold_get_journal (fold), payload) : NULL;
  g_autofree char *copy = text != NULL ? g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text)) : NULL;

  *policy = group->policy;
  if (copy != NULL && !tb_enrol_policy_from_text (policy, copy, NULL))
    *policy = group->policy;
}

/**
 * tb_policy_case_init:
 * @self: (out caller-allocates): a case
 * @group: whose policy
 * @own: what the run has
 * @seed: of all chance
 *
 * What if nothing changed.
 */
void
tb_policy_case_init (TbPolicyCase *self, const TbGroup *group, const TbEnrolPolicy *own, guint64 seed)
{
  *self = (TbPolicyCase) { .group = group, .own = *own, .other = *own, .seed = seed };
  self->times_us[TB_CIRCUMSTANCE_SPAN] = CLAMP (SPAN_LIVES * own->lifetime_us, 60 * TB_US_PER_DAY, MOST_SPAN_US);
  self->times_us[TB_CIRCUMSTANCE_DOWN] = 7 * TB_US_PER_DAY;
  self->times_us[TB_CIRCUMSTANCE_SLEEP] = group->sleep_us;
  self->times_us[TB_CIRCUMSTANCE_WAKE] = group->sleep_us > 0 ? group->wake_us : TB_US_PER_HOUR;
}

/**
 * tb_policy_case_make_terms:
 * @self: a case
 * @is_other: what if, rather than what the run has
 * @terms: (out caller-allocates): for the model
 * @error: return location
 *
 * Returns: %FALSE with a sentence, to be translated, where that makes no sense
 */
gboolean
tb_policy_case_make_terms (const TbPolicyCase *self, gboolean is_other, TbPolicyTerms *terms, GError **error)
{
  const gint64 *times_us = self->times_us;

  *terms = (TbPolicyTerms) {
    .policy = is_other ? self->other : self->own, .n_devices = MIN (self->group->count, TB_POLICY_CASE_DEVICES), .span_us = times_us[TB_CIRCUMSTANCE_SPAN],
    .spread_us = self->group->spread_us, .sleep_us = times_us[TB_CIRCUMSTANCE_SLEEP], .wake_us = times_us[TB_CIRCUMSTANCE_WAKE],
    .down_from_us = times_us[TB_CIRCUMSTANCE_SPAN] / 3, .serves = self->serves, .n_thefts = 2000, .seed = self->seed,
  };
  terms->down_to_us = terms->down_from_us + times_us[TB_CIRCUMSTANCE_DOWN];
  return tb_policy_terms_check (terms, error);
}

/* Without blanks, as a command has it. */
static char *
write_value (const TbEnrolPolicy *policy, guint field)
{
  g_autofree char *text = tb_enrol_policy_dup_text (policy, field);
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);

  return g_strjoinv ("", parts);
}

/**
 * tb_policy_case_dup_command:
 * @self: a case
 *
 * Returns: (transfer full) (nullable): the line that gives the run the other policy, %NULL when it has that already
 */
char *
tb_policy_case_dup_command (const TbPolicyCase *self)
{
  g_autoptr (GString) line = g_string_new (NULL);

  if (self->group == NULL || tb_enrol_policy_equal (&self->own, &self->other))
    return NULL;
  g_string_append_printf (line, "policy group=%s", self->group->name);
  for (guint i = 0; i < tb_enrol_policy_get_n_fields (); i++)
    {
      g_autofree char *own = write_value (&self->own, i), *other = write_value (&self->other, i);

      if (g_strcmp0 (own, other) != 0)
        g_string_append_printf (line, " %s=%s", tb_enrol_policy_get_field (i)->key, other);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* --- words --- */

static const struct { const char *title; const char *why; } circumstances[TB_N_CIRCUMSTANCES] = {
  [TB_CIRCUMSTANCE_SPAN] = { N_("Time that is played"), N_("For how long the calendar of the group is modelled.") },
  [TB_CIRCUMSTANCE_DOWN] = { N_("Authority is down for"), N_("After a third of that time it answers nobody for so long.") },
  [TB_CIRCUMSTANCE_SLEEP] = { N_("Devices sleep for"), N_("Again and again; 0 for devices that never sleep.") },
  [TB_CIRCUMSTANCE_WAKE] = { N_("And are awake for"), N_("Between sleeping and sleeping.") },
};

const char *
tb_circumstance_get_title (TbCircumstance circumstance)
{
  return _(circumstances[circumstance].title);
}

const char *
tb_circumstance_get_why (TbCircumstance circumstance)
{
  return _(circumstances[circumstance].why);
}

static const struct { const char *key; const char *word; const char *title; } words[] = {
  { "protocol", "est", "EST" },
  { "protocol", "scep", "SCEP" },
  { "protocol", "acme", "ACME" },
  { "bootstrap", "anchor", N_("the anchor its maker put in") },
  { "bootstrap", "fingerprint", N_("a fingerprint checked by hand") },
  { "bootstrap", "voucher", N_("an ownership voucher") },
  { "bootstrap", "nothing", N_("whoever answers first") },
  { "first-proof", "secret", N_("a one-time secret") },
  { "first-proof", "factory", N_("the factory identity") },
  { "renewal-proof", "certificate", N_("the certificate in force") },
  { "renewal-proof", "factory", N_("and the factory identity") },
  { "renewal-proof", "attestation", N_("and attestation (a draft)") },
  { "offline", "at-once", N_("asks at once") },
  { "offline", "spread", N_("waits within the spread") },
  { "clock", "trust", N_("believes it") },
  { "clock", "floor", N_("not before what it saw signed") },
  { "clock", "ask", N_("asks its gateway") },
  { "key-origin", "device", N_("the device itself") },
  { "key-origin", "authority", N_("the authority, and sends it") },
  { NULL, "yes", N_("yes") },
  { NULL, "no", N_("no") },
};

/**
 * tb_policy_word:
 * @key: which part of a policy
 * @word: one of what it may be, such as `at-once`
 *
 * Returns: (transfer full): what people call that
 */
char *
tb_policy_word (const char *key, const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if ((words[i].key == NULL || g_str_equal (words[i].key, key)) && g_str_equal (words[i].word, word))
      return g_strdup (_(words[i].title));
  return g_strdup (word);
}

/**
 * tb_policy_format:
 * @policy: a policy
 * @field: which part
 *
 * Returns: (transfer full): it, in words
 */
char *
tb_policy_format (const TbEnrolPolicy *policy, guint field)
{
  const TbEnrolPolicyField *told = tb_enrol_policy_get_field (field);
  g_autofree char *text = tb_enrol_policy_dup_text (policy, field);

  return told->words != NULL ? tb_policy_word (told->key, text) : g_steal_pointer (&text);
}
