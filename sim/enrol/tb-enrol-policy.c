/* tb-enrol-policy: see the header. One table says what the parts of a policy are; reading, writing and checking all go by it. */
#include "tb-enrol-policy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-units.h"

G_DEFINE_QUARK (tb-enrol-policy-error-quark, tb_enrol_policy_error)

/* A part of a policy: what is told of it, where it is kept, and the least and the most of a duration. */
typedef struct
{
  TbEnrolPolicyField told;
  gsize offset;
  gint64 least_us, most_us;
} Field;

typedef enum
{
  PROTOCOL, BOOTSTRAP, FIRST, RENEWAL, LIFETIME, RENEW_BEFORE, JITTER, REKEY, RETRY, RETRY_MOST, KEEP_OLD, OFFLINE, CLOCK, KEY_ORIGIN, N_FIELDS
} FieldIndex;

static const char *const protocols[] = { "est", "scep", "acme", NULL };
static const char *const bootstraps[] = { "anchor", "fingerprint", "voucher", "nothing", NULL };
static const char *const first_proofs[] = { "secret", "factory", NULL };
static const char *const renewal_proofs[] = { "certificate", "factory", "attestation", NULL };
static const char *const offline_habits[] = { "at-once", "spread", NULL };
static const char *const clock_habits[] = { "trust", "floor", "ask", NULL };
static const char *const key_origins[] = { "device", "authority", NULL };
static const char *const answers[] = { "no", "yes", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (protocols) == TB_ENROL_N_PROTOCOLS + 1 && G_N_ELEMENTS (bootstraps) == TB_BOOTSTRAP_N + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (first_proofs) == TB_FIRST_N + 1 && G_N_ELEMENTS (renewal_proofs) == TB_RENEWAL_N + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (offline_habits) == TB_OFFLINE_N + 1 && G_N_ELEMENTS (clock_habits) == TB_CLOCK_N + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (key_origins) == TB_KEY_ORIGIN_N + 1);
/* Words are kept as the number of the word, in members of one size. */
G_STATIC_ASSERT (sizeof (TbEnrolProtocol) == sizeof (gint) && sizeof (TbClockHabit) == sizeof (gint) && sizeof (gboolean) == sizeof (gint));

#define AT(member) G_STRUCT_OFFSET (TbEnrolPolicy, member)

static const Field fields[N_FIELDS] = {
  [PROTOCOL] = { { "protocol", protocols, N_("Protocol"), N_("How certificates are asked for.") }, AT (protocol) },
  [BOOTSTRAP] = { { "bootstrap", bootstraps, N_("Whom a new device trusts"), N_("Who trusts whoever answers first belongs to whoever answers first.") }, AT (bootstrap) },
  [FIRST] = { { "first-proof", first_proofs, N_("Proof when new"), N_("A secret can be read from a label; the factory identity is in the device.") }, AT (first) },
  [RENEWAL] = { { "renewal-proof", renewal_proofs, N_("Proof when it renews"),
                  N_("If the certificate in force is enough, a thief with a copied key can renew for ever.") }, AT (renewal) },
  [LIFETIME] = { { "lifetime", NULL, N_("Lifetime"), N_("A stolen key is good for as long as this; a device that cannot renew is lost after as long.") },
                 AT (lifetime_us), TB_US_PER_MINUTE, TB_UNITS_MAX_US },
  [RENEW_BEFORE] = { { "renew-before", NULL, N_("Renews before the end"), N_("How long the authority may be down before a device is lost; 0s is a third of the lifetime.") },
                     AT (renew_before_us), 0, TB_UNITS_MAX_US },
  [JITTER] = { { "jitter", NULL, N_("Spread of renewals"), N_("Devices that were made together do not all come back in the same second.") },
               AT (jitter_us), 0, TB_UNITS_MAX_US },
  [REKEY] = { { "rekey", answers, N_("New key each time"), N_("Whoever copied the old key has nothing after the next renewal.") }, AT (rekeys) },
  [RETRY] = { { "retry", NULL, N_("First retry after"), N_("Each wait after a failure is twice the one before.") },
              AT (retry_first_us), TB_US_PER_SECOND, TB_UNITS_MAX_US },
  [RETRY_MOST] = { { "retry-most", NULL, N_("Longest wait"), N_("How long after an outage the last device may still be waiting.") },
                   AT (retry_most_us), TB_US_PER_SECOND, TB_UNITS_MAX_US },
  [KEEP_OLD] = { { "keep-old", answers, N_("Keeps the old certificate"), N_("Until the new one has connected, so that a bad one locks nobody out.") }, AT (keeps_old) },
  [OFFLINE] = { { "offline", offline_habits, N_("Woken after its time"), N_("When the power comes back, everybody is late at once.") }, AT (offline) },
  [CLOCK] = { { "clock", clock_habits, N_("Trust in its clock"), N_("In 1970 no certificate is valid yet.") }, AT (clock) },
  [KEY_ORIGIN] = { { "key-origin", key_origins, N_("Who makes its keys"), N_("A private key that somebody else has made, somebody else has had.") }, AT (key_origin) },
};

static gint *
word_of (TbEnrolPolicy *policy, const Field *field)
{
  return (gint *) G_STRUCT_MEMBER_P (policy, field->offset);
}

static gint64 *
duration_of (TbEnrolPolicy *policy, const Field *field)
{
  return (gint64 *) G_STRUCT_MEMBER_P (policy, field->offset);
}

/* Reading alone; the two above give places that can be written. */
static gint
get_word (const TbEnrolPolicy *policy, const Field *field)
{
  return *word_of ((TbEnrolPolicy *) policy, field);
}

static gint64
get_duration (const TbEnrolPolicy *policy, const Field *field)
{
  return *duration_of ((TbEnrolPolicy *) policy, field);
}

/**
 * tb_enrol_policy_init:
 * @policy: (out caller-allocates): a policy
 *
 * Fills in what devices do that nobody has told anything: EST with a one-time secret, certificates of 90 days renewed with a new key at two thirds.
 */
void
tb_enrol_policy_init (TbEnrolPolicy *policy)
{
  *policy = (TbEnrolPolicy) {
    .first = TB_FIRST_FACTORY, .lifetime_us = 90 * TB_US_PER_DAY, .rekeys = TRUE, .retry_first_us = TB_US_PER_MINUTE, .retry_most_us = TB_US_PER_DAY,
    .keeps_old = TRUE, .clock = TB_CLOCK_FLOOR,
  };
}

/**
 * tb_enrol_policy_equal:
 * @one: a policy
 * @other: another
 *
 * Returns: whether every part is the same
 */
gboolean
tb_enrol_policy_equal (const TbEnrolPolicy *one, const TbEnrolPolicy *other)
{
  for (guint i = 0; i < N_FIELDS; i++)
    if (fields[i].told.words ? get_word (one, &fields[i]) != get_word (other, &fields[i]) : get_duration (one, &fields[i]) != get_duration (other, &fields[i]))
      return FALSE;
  return TRUE;
}

/* --- the table --- */

guint
tb_enrol_policy_get_n_fields (void)
{
  return N_FIELDS;
}

/**
 * tb_enrol_policy_get_field:
 * @field: below [func@enrol_policy_get_n_fields]
 *
 * Returns: (transfer none): what is told of that part
 */
const TbEnrolPolicyField *
tb_enrol_policy_get_field (guint field)
{
  g_return_val_if_fail (field < N_FIELDS, NULL);
  return &fields[field].told;
}

/**
 * tb_enrol_policy_find_field:
 * @key: such as `renew-before`
 * @field: (out): its number
 *
 * Returns: %FALSE when no part has that key
 */
gboolean
tb_enrol_policy_find_field (const char *key, guint *field)
{
  for (*field = 0; *field < N_FIELDS; ++*field)
    if (strcmp (fields[*field].told.key, key) == 0)
      return TRUE;
  return FALSE;
}

/* --- texts --- */

static gboolean
find_word (const char *const *words, const char *text, gint *word)
{
  for (*word = 0; words[*word] != NULL; ++*word)
    if (strcmp (words[*word], text) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
set_word (TbEnrolPolicy *policy, const Field *field, const char *text, GError **error)
{
  gint word;
  if (!find_word (field->told.words, text, &word))
    {
      g_autofree char *all = g_strjoinv (", ", (char **) field->told.words), *shown = g_utf8_make_valid (text, MIN (strlen (text), 40));
      g_set_error (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_VALUE, "%s: one of %s is expected, got \"%s\"", field->told.key, all, shown);
      return FALSE;
    }
  *word_of (policy, field) = word;
  return TRUE;
}

static gboolean
check_duration (const Field *field, gint64 duration_us, GError **error)
{
  if (duration_us >= field->least_us && duration_us <= field->most_us)
    return TRUE;
  g_autofree char *least = tb_units_format_duration (field->least_us), *most = tb_units_format_duration (field->most_us);
  g_autofree char *given = tb_units_format_duration (duration_us);
  g_set_error (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_VALUE, "%s: %s to %s is expected, got %s", field->told.key, least, most, given);
  return FALSE;
}

static gboolean
set_duration (TbEnrolPolicy *policy, const Field *field, const char *text, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gint64 duration_us;
  if (!tb_units_parse_duration (text, &duration_us, &problem))
    {
      g_set_error (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_VALUE, "%s: %s", field->told.key, problem->message);
      return FALSE;
    }
  if (!check_duration (field, duration_us, error))
    return FALSE;
  *duration_of (policy, field) = duration_us;
  return TRUE;
}

static gboolean
find_or_complain (const char *key, guint *field, GError **error)
{
  if (tb_enrol_policy_find_field (key, field))
    return TRUE;
  g_autofree char *shown = g_utf8_make_valid (key, MIN (strlen (key), 40));
  g_set_error (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_KEY, "a policy has no \"%s\"; write for example protocol=est lifetime=90d", shown);
  return FALSE;
}

/**
 * tb_enrol_policy_set:
 * @policy: a policy
 * @key: which part, such as `lifetime`
 * @text: what it shall be, such as `90d`
 * @error: return location
 *
 * Changes one part. Whether it goes with the others is for [func@enrol_policy_check] to say, when all are there.
 *
 * Returns: %FALSE with %TB_ENROL_POLICY_ERROR when there is no such part or it cannot be that; then nothing is changed
 */
gboolean
tb_enrol_policy_set (TbEnrolPolicy *policy, const char *key, const char *text, GError **error)
{
  guint field;
  if (!find_or_complain (key, &field, error))
    return FALSE;
  return fields[field].told.words ? set_word (policy, &fields[field], text, error) : set_duration (policy, &fields[field], text, error);
}

/**
 * tb_enrol_policy_dup_text:
 * @policy: a policy
 * @field: which part
 *
 * Returns: (transfer full): what it is, as [func@enrol_policy_set] reads it
 */
char *
tb_enrol_policy_dup_text (const TbEnrolPolicy *policy, guint field)
{
  g_return_val_if_fail (field < N_FIELDS, NULL);
  const char *const *words = fields[field].told.words;
  return words ? g_strdup (words[get_word (policy, &fields[field])]) : tb_units_format_duration (get_duration (policy, &fields[field]));
}

/**
 * tb_enrol_policy_to_text:
 * @policy: a policy
 *
 * Returns: (transfer full): all of it in one line, such as `protocol=est lifetime=90d4h`; equal policies have equal lines
 */
char *
tb_enrol_policy_to_text (const TbEnrolPolicy *policy)
{
  g_autoptr (GString) line = g_string_new (NULL);
  for (guint i = 0; i < N_FIELDS; i++)
    {
      g_autofree char *text = tb_enrol_policy_dup_text (policy, i);
      g_auto (GStrv) parts = g_strsplit (text, " ", -1);
      g_autofree char *joined = g_strjoinv ("", parts);
      g_string_append_printf (line, "%s%s=%s", i > 0 ? " " : "", fields[i].told.key, joined);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* `key=text`; @named has a bit for each part that came. */
static gboolean
read_part (TbEnrolPolicy *policy, const char *part, guint *named, GError **error)
{
  g_auto (GStrv) halves = g_strsplit (part, "=", 2);
  guint field;
  if (!find_or_complain (halves[0], &field, error))
    return FALSE;
  if (halves[1] == NULL || *named & 1u << field)
    {
      g_set_error (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_KEY, halves[1] ? "%s: named twice" : "%s: = and a value are expected", halves[0]);
      return FALSE;
    }
  *named |= 1u << field;
  return tb_enrol_policy_set (policy, halves[0], halves[1], error);
}

/**
 * tb_enrol_policy_from_text:
 * @policy: a policy, to be changed
 * @text: parts such as `protocol=scep lifetime=30d`, between white space
 * @error: return location
 *
 * Changes what the text names and leaves the rest; the whole has to be in order afterwards.
 *
 * Returns: %FALSE with %TB_ENROL_POLICY_ERROR, and the policy as it was
 */
gboolean
tb_enrol_policy_from_text (TbEnrolPolicy *policy, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \t\r\n", -1);
  TbEnrolPolicy changed = *policy;
  guint named = 0;
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && !read_part (&changed, parts[i], &named, error))
      return FALSE;
  if (!tb_enrol_policy_check (&changed, error))
    return FALSE;
  *policy = changed;
  return TRUE;
}

/* --- whether it is in order --- */

#define ONLY(protocol) (1u << (protocol))

/* What some protocols cannot do: EST alone has TLS with client certificates and vouchers, and ACME tells nobody whom to trust. */
static const struct
{
  FieldIndex field;
  gint word;
  guint by;
} limits[] = {
  { BOOTSTRAP, TB_BOOTSTRAP_VOUCHER, ONLY (TB_ENROL_EST) },
  { BOOTSTRAP, TB_BOOTSTRAP_FINGERPRINT, ONLY (TB_ENROL_EST) | ONLY (TB_ENROL_SCEP) },
  { BOOTSTRAP, TB_BOOTSTRAP_NOTHING, ONLY (TB_ENROL_EST) | ONLY (TB_ENROL_SCEP) },
  { FIRST, TB_FIRST_FACTORY, ONLY (TB_ENROL_EST) },
  { RENEWAL, TB_RENEWAL_FACTORY, ONLY (TB_ENROL_EST) },
  { KEY_ORIGIN, TB_KEY_ORIGIN_AUTHORITY, ONLY (TB_ENROL_EST) },
};

static gboolean
check_protocol (const TbEnrolPolicy *policy, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const Field *field = &fields[limits[i].field];
      if ((limits[i].by & ONLY (policy->protocol)) != 0 || get_word (policy, field) != limits[i].word)
        continue;
      g_set_error (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_CONFLICT, "%s=%s does not go with protocol=%s, but with protocol=est", field->told.key,
                   field->told.words[limits[i].word], protocols[policy->protocol]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_conflict (GError **error, FieldIndex field, gint64 most_us, FieldIndex because)
{
  g_autofree char *most = tb_units_format_duration (most_us);
  g_set_error (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_CONFLICT, "%s: less than %s is expected, because of %s", fields[field].told.key, most,
               fields[because].told.key);
  return FALSE;
}

static gboolean
check_times (const TbEnrolPolicy *policy, GError **error)
{
  if (policy->renew_before_us >= policy->lifetime_us)
    return set_conflict (error, RENEW_BEFORE, policy->lifetime_us, LIFETIME);
  gint64 due_us = policy->lifetime_us - tb_enrol_policy_get_lead_us (policy, policy->lifetime_us);
  if (policy->jitter_us >= due_us)
    return set_conflict (error, JITTER, due_us, policy->renew_before_us > 0 ? RENEW_BEFORE : LIFETIME);
  if (policy->retry_first_us > policy->retry_most_us)
    return set_conflict (error, RETRY, policy->retry_most_us + 1, RETRY_MOST);
  return TRUE;
}

/* Evidence is of keys that were made in the key store. */
static gboolean
check_origin (const TbEnrolPolicy *policy, GError **error)
{
  if (policy->key_origin != TB_KEY_ORIGIN_AUTHORITY || policy->renewal != TB_RENEWAL_ATTESTATION)
    return TRUE;
  g_set_error (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_CONFLICT, "%s=%s does not go with %s=%s, but with %s=%s", fields[KEY_ORIGIN].told.key,
               key_origins[TB_KEY_ORIGIN_AUTHORITY], fields[RENEWAL].told.key, renewal_proofs[TB_RENEWAL_ATTESTATION], fields[KEY_ORIGIN].told.key,
               key_origins[TB_KEY_ORIGIN_DEVICE]);
  return FALSE;
}

static gboolean
check_field (const TbEnrolPolicy *policy, const Field *field, GError **error)
{
  if (field->told.words == NULL)
    return check_duration (field, get_duration (policy, field), error);
  gint word = get_word (policy, field), n_words = (gint) g_strv_length ((char **) field->told.words);
  if (word >= 0 && word < n_words)
    return TRUE;
  g_set_error (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_VALUE, "%s: 0 to %d is expected, got %d", field->told.key, n_words - 1, word);
  return FALSE;
}

/**
 * tb_enrol_policy_check:
 * @policy: a policy
 * @error: return location
 *
 * Returns: %FALSE with %TB_ENROL_POLICY_ERROR when a part is out of its range or two do not go together
 */
gboolean
tb_enrol_policy_check (const TbEnrolPolicy *policy, GError **error)
{
  for (guint i = 0; i < N_FIELDS; i++)
    if (!check_field (policy, &fields[i], error))
      return FALSE;
  return check_protocol (policy, error) && check_origin (policy, error) && check_times (policy, error);
}
