/* tb-audit-life: see the header. */
#include "tb-audit-life.h"

#include <string.h>

#include "tb-certificate-facts.h"
#include "tb-crl.h"

#define LOOK_EVERY 4096

/* Whoever has met a hundred thousand peers has a story that nobody reads. */
#define MAX_ALIKE 100

/* The shortest beginning of a hash or a serial number that is taken for one. */
#define MIN_HEX 8

typedef struct
{
  TbAuditTrail *trail;
  TbJournal *journal;
  TbAuditLife *life;
  guint n;                   /* entries to look at */
  GBytes *der;
  TbCertificate *certificate;
  GHashTable *lists;         /* payload of a list to 1 + whether it names the certificate */
} Story;

/**
 * tb_audit_life_free:
 * @life: (transfer full) (nullable): a life
 *
 * Frees it.
 */
void
tb_audit_life_free (TbAuditLife *life)
{
  if (life == NULL)
    return;
  tb_audit_facts_clear (&life->facts);
  g_clear_pointer (&life->uses, tb_audit_uses_free);
  g_array_unref (life->moments);
  g_hash_table_unref (life->told);
  g_free (life);
}

static void
add_moment (TbAuditLife *life, const TbAuditMoment *moment)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (life->told, moment->what));

  g_hash_table_insert (life->told, (gpointer) moment->what, GUINT_TO_POINTER (n + 1));
  if (n < MAX_ALIKE)
    g_array_append_val (life->moments, *moment);
  else
    life->n_left_out++;
}

static GBytes *
payload_of (Story *story, guint number)
{
  guint32 payload = tb_audit_trail_get (story->trail, number)->certificate;

  return payload != TB_NO_PAYLOAD ? tb_journal_get_payload (story->journal, payload) : NULL;
}

static gboolean
is_about_it (Story *story, guint number)
{
  GBytes *other = payload_of (story, number);

  return other != NULL && g_bytes_equal (other, story->der);
}

/* @what: (nullable): what to call it, the entry's own code otherwise */
static void
add_entry (Story *story, guint number, const char *what, guint32 party)
{
  const TbAuditEntry *entry = tb_audit_trail_get (story->trail, number);
  const TbRecord *record = tb_audit_trail_get_record (story->trail, number);
  const char *reason = entry->kind->reason != NULL ? entry->kind->reason (record) : tb_audit_kind_get_detail (entry->kind, record);
  const TbAuditMoment moment = { what != NULL ? what : tb_record_info (record->kind)->code, record->time_us, number, 0, party, 0, reason };

  add_moment (story->life, &moment);
}

/* --- before it was issued --- */

/* The last of its holder's keys before the certificate is the one in it, when it has the same hash. */
static void
tell_key (Story *story)
{
  for (guint number = story->life->issued - 1; number > 0; number--)
    {
      const TbRecord *record = tb_audit_trail_get_record (story->trail, number);
      g_auto (TbAuditFacts) facts = { 0 };

      if (record->subject != story->life->holder || (record->kind != TB_RECORD_KEY_MADE && record->kind != TB_RECORD_KEY_GIVEN))
        continue;
      tb_audit_trail_describe (story->trail, number, &facts);
      if (g_strcmp0 (facts.key, story->life->facts.key) == 0)
        {
          add_entry (story, number, NULL, record->object);
          return;
        }
    }
}

static void
tell_birth (Story *story)
{
  guint request = tb_audit_trail_get (story->trail, story->life->issued)->cause;

  tell_key (story);
  if (request != 0)
    add_entry (story, request, NULL, tb_audit_trail_get_record (story->trail, request)->object);
}

/* --- what the log says of it --- */

static void
note_status (Story *story, const TbRecord *record)
{
  if (record->kind == TB_RECORD_CERTIFICATE_REVOKED || record->kind == TB_RECORD_FORMER_REVOKED)
    story->life->revoked_us = record->time_us;
  else if (record->kind == TB_RECORD_CERTIFICATE_RELEASED)
    story->life->revoked_us = TB_AUDIT_NO_TIME;
}

/* Its holder has another one in use from here on. */
static void
note_next (Story *story, guint number)
{
  if (story->life->next != 0)
    return;
  story->life->next = number;
  add_entry (story, number, "replaced", TB_NOBODY);
}

static gboolean
names_it (Story *story, guint32 payload)
{
  gpointer key = GUINT_TO_POINTER (payload);
  guint known = payload != TB_NO_PAYLOAD ? GPOINTER_TO_UINT (g_hash_table_lookup (story->lists, key)) : 1;
  g_autoptr (TbCrl) list = NULL;
  TbRevocation found;

  if (known > 0)
    return known > 1;
  list = tb_crl_new_from_bytes (tb_crypto_get_seeded (NULL), tb_journal_get_payload (story->journal, payload), NULL);
  known = list != NULL && tb_crl_lookup (list, story->certificate, &found) && found.reason != TB_REVOCATION_REMOVE_FROM_CRL;
  g_hash_table_insert (story->lists, key, GUINT_TO_POINTER (known + 1));
  return known != 0;
}

/* Lists are told of only as long as it is revoked; of each party, once, and only when it has met the holder. */
static void
note_list (Story *story, const TbRecord *record, guint number, GHashTable *told)
{
  gboolean is_published = record->kind == TB_RECORD_CRL_PUBLISHED;
  guint32 who = is_published ? TB_NOBODY : record->subject;

  if (story->life->revoked_us == TB_AUDIT_NO_TIME || g_hash_table_contains (told, GUINT_TO_POINTER (who)) || !names_it (story, record->payload))
    return;
  g_hash_table_add (told, GUINT_TO_POINTER (who));
  add_entry (story, number, is_published ? "list-names-it" : "party-knows", record->subject);
}

static void
note_answer (Story *story, const TbRecord *record, guint number, GHashTable *told)
{
  if (record->subject != story->life->holder || record->detail != 1 || story->life->revoked_us == TB_AUDIT_NO_TIME
      || !g_hash_table_add (told, GUINT_TO_POINTER (record->object)))
    return;
  add_entry (story, number, "party-knows", record->object);
}

static void
tell_entry (Story *story, guint number, GHashTable *told)
{
  const TbRecord *record = tb_audit_trail_get_record (story->trail, number);

  if (record->kind == TB_RECORD_CRL_PUBLISHED || record->kind == TB_RECORD_CRL_FETCHED || record->kind == TB_RECORD_CRL_DELTA_FETCHED)
    note_list (story, record, number, told);
  else if (record->kind == TB_RECORD_OCSP_ANSWERED)
    note_answer (story, record, number, told);
  else if (tb_audit_trail_get (story->trail, number)->certificate != TB_NO_PAYLOAD && is_about_it (story, number))
    {
      note_status (story, record);
      add_entry (story, number, NULL, record->object);
    }
  else if (record->kind == TB_RECORD_CERTIFICATE_INSTALLED && record->subject == story->life->holder && (record->detail & TB_INSTALLED_BEFORE) == 0)
    note_next (story, number);
}

static gboolean
tell_entries (Story *story, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) told = g_hash_table_new (NULL, NULL);

  for (guint number = story->life->issued; number <= story->n; number++)
    {
      if (number % LOOK_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      tell_entry (story, number, told);
    }
  return TRUE;
}

/* --- handshakes --- */

static void
tell_use (TbAuditLife *life, const TbAuditUse *use)
{
  const guint n_after = use->n_full_after + use->n_resumed_after;
  const TbAuditMoment taken = { use->n_full_after > 0 ? "accepted-nevertheless" : "resumed-nevertheless", use->last_after_us, 0, use->last_after_session,
                                use->party, n_after, NULL };
  const TbAuditMoment open = { "stayed-open", use->open_until_us != G_MAXINT64 ? use->open_until_us : life->revoked_us, 0, use->open_session, use->party,
                               use->open_until_us == G_MAXINT64, NULL };
  const TbAuditMoment refused = { "refused", use->refused_us, 0, use->refused_session, use->party, use->n_refused, use->refused_reason };

  if (n_after > 0)
    add_moment (life, &taken);
  if (use->open_until_us != G_MININT64)
    add_moment (life, &open);
  if (use->refused_us != G_MAXINT64)
    add_moment (life, &refused);
}

static void
tell_uses (TbAuditLife *life)
{
  const TbAuditUse *first = NULL;
  TbAuditMoment moment = { .what = "first-shown" };

  for (guint i = 0; i < life->uses->uses->len; i++)
    {
      const TbAuditUse *use = &g_array_index (life->uses->uses, TbAuditUse, i);

      tell_use (life, use);
      if (use->first_us != G_MAXINT64 && (first == NULL || use->first_us < first->first_us))
        first = use;
    }
  if (first == NULL)
    return;
  moment.time_us = first->first_us;
  moment.session = first->first_session;
  moment.party = first->party;
  moment.count = life->uses->n_full + life->uses->n_resumed;
  add_moment (life, &moment);
}

static gboolean
read_uses (Story *story, guint64 position, GCancellable *cancellable, GError **error)
{
  TbAuditLife *life = story->life;
  const TbAuditShown shown = { story->journal, position, life->holder, story->der, life->revoked_us != TB_AUDIT_NO_TIME ? life->revoked_us : G_MAXINT64 };

  life->uses = tb_audit_uses_new (&shown, cancellable, error);
  return life->uses != NULL;
}

static gint
compare_moments (gconstpointer a, gconstpointer b)
{
  const TbAuditMoment *x = a, *y = b;

  if (x->time_us != y->time_us)
    return x->time_us < y->time_us ? -1 : 1;
  return (x->entry > y->entry) - (x->entry < y->entry);
}

/* --- the life --- */

static gboolean
tell (Story *story, guint64 position, GCancellable *cancellable, GError **error)
{
  tell_birth (story);
  if (!tell_entries (story, cancellable, error) || !read_uses (story, position, cancellable, error))
    return FALSE;
  tell_uses (story->life);
  g_array_sort (story->life->moments, compare_moments);
  return TRUE;
}

/**
 * tb_audit_life_new:
 * @trail: a log that has read up to @position
 * @position: how many records lie before the moment that is asked about
 * @issued: number of the entry that says that the certificate was issued, or that an authority made its own
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its life so far; %NULL with %G_IO_ERROR_CANCELLED, or when it cannot be read
 */
TbAuditLife *
tb_audit_life_new (TbAuditTrail *trail, guint64 position, guint issued, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbAuditLife) life = g_new0 (TbAuditLife, 1);
  g_autoptr (GHashTable) lists = g_hash_table_new (NULL, NULL);
  g_autoptr (TbCertificate) certificate = NULL;
  const TbRecord *record = tb_audit_trail_get_record (trail, issued);
  Story story = { trail, tb_run_get_journal (tb_audit_trail_get_run (trail)), life, tb_audit_trail_count (trail, position), .lists = lists };

  life->moments = g_array_new (FALSE, FALSE, sizeof (TbAuditMoment));
  life->told = g_hash_table_new (g_str_hash, g_str_equal);
  life->holder = record->subject;
  life->issuer = record->object;
  life->payload = record->payload;
  life->issued = issued;
  life->revoked_us = TB_AUDIT_NO_TIME;
  tb_audit_trail_describe (trail, issued, &life->facts);
  story.der = tb_journal_get_payload (story.journal, record->payload);
  certificate = tb_certificate_new_from_der (tb_crypto_get_seeded (NULL), story.der, error);
  story.certificate = certificate;
  return certificate != NULL && tell (&story, position, cancellable, error) ? g_steal_pointer (&life) : NULL;
}

/* --- which one --- */

static gboolean
is_issue (const TbRecord *record)
{
  return record->kind == TB_RECORD_CERTIFICATE_ISSUED || record->kind == TB_RECORD_AUTHORITY_MADE;
}

static gboolean
begins_with (const char *text, const char *hex)
{
  return text != NULL && g_ascii_strncasecmp (text, hex, strlen (hex)) == 0;
}

/* A serial number or a hash has no other sort of letters, and is not short. */
static char *
fold_hex (const char *text)
{
  GString *hex = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isxdigit (*text))
      g_string_append_c (hex, *text);
    else if (*text != ':')
      break;
  if (*text != '\0' || hex->len < MIN_HEX)
    return g_string_free (hex, TRUE);
  return g_string_free (hex, FALSE);
}

static gboolean
is_called (TbAuditTrail *trail, guint number, const char *hex)
{
  g_auto (TbAuditFacts) facts = { 0 };

  tb_audit_trail_describe (trail, number, &facts);
  return begins_with (facts.serial, hex) || begins_with (facts.certificate, hex);
}

/**
 * tb_audit_life_find:
 * @trail: a log
 * @n_entries: how many of its entries to look at
 * @certificate_or_device: a serial number, a SHA-256 of a certificate, the beginning of one with eight digits or more, or the name of whoever holds one
 *
 * Returns: number of the entry that says that it was issued, of several the last; 0 when there is none
 */
guint
tb_audit_life_find (TbAuditTrail *trail, guint n_entries, const char *certificate_or_device)
{
  guint32 holder = tb_fleet_find (tb_run_get_fleet (tb_audit_trail_get_run (trail)), certificate_or_device);
  g_autofree char *hex = holder == TB_NOBODY ? fold_hex (certificate_or_device) : NULL;

  for (guint number = n_entries; number > 0 && (holder != TB_NOBODY || hex != NULL); number--)
    {
      const TbRecord *record = tb_audit_trail_get_record (trail, number);

      if (is_issue (record) && (holder != TB_NOBODY ? record->subject == holder : is_called (trail, number, hex)))
        return number;
    }
  return 0;
}

/**
 * tb_audit_life_find_issue:
 * @trail: a log
 * @number: of an entry
 *
 * Returns: number of the entry with which the certificate that @number is about was issued, 0 when it is about none
 */
guint
tb_audit_life_find_issue (TbAuditTrail *trail, guint number)
{
  TbJournal *journal = tb_run_get_journal (tb_audit_trail_get_run (trail));
  guint32 payload = tb_audit_trail_get (trail, number)->certificate;
  GBytes *wanted = payload != TB_NO_PAYLOAD ? tb_journal_get_payload (journal, payload) : NULL;

  for (guint at = wanted != NULL ? number : 0; at > 0; at--)
    {
      const TbRecord *record = tb_audit_trail_get_record (trail, at);

      if (is_issue (record) && record->payload != TB_NO_PAYLOAD && g_bytes_equal (tb_journal_get_payload (journal, record->payload), wanted))
        return at;
    }
  return 0;
}
