/* tb-key-leak: see the header. */
#include "tb-key-leak.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const titles[TB_N_KEY_LEAKS] = {
  [TB_KEY_LEAK_NOTHING] = N_("Nothing"),
  [TB_KEY_LEAK_SERVER] = N_("The server's private key"),
  [TB_KEY_LEAK_CLIENT] = N_("The client's private key"),
  [TB_KEY_LEAK_TICKET] = N_("The key of the tickets"),
  [TB_KEY_LEAK_AGREED] = N_("The secret both agreed on"),
  [TB_KEY_LEAK_SELECTED] = N_("The selected secret"),
};

/**
 * tb_key_leak_title:
 * @choice: what leaks
 *
 * Returns: (transfer none): what it is called; a key for gettext
 */
const char *
tb_key_leak_title (TbKeyLeakChoice choice)
{
  return titles[choice];
}

static gboolean
is_sealed (TbTranscript *transcript, guint message)
{
  return tb_transcript_get_message (transcript, message)->protection != TB_PROTECTION_NONE;
}

static void
count (TbKeyLeak *leak, TbTranscript *transcript)
{
  for (guint i = 0; i < leak->reads->len; i++)
    {
      leak->n_sealed += is_sealed (transcript, i);
      leak->n_opened += is_sealed (transcript, i) && g_array_index (leak->reads, gboolean, i);
    }
}

static void
say (TbKeyLeak *leak, const char *reason, const char *clause)
{
  if (leak->n_sealed == 0)
    leak->headline = g_strdup (_("Nothing was sealed"));
  else if (leak->n_opened == 0)
    leak->headline = g_strdup_printf (ngettext ("%u sealed message stays closed", "All %u sealed messages stay closed", leak->n_sealed), leak->n_sealed);
  else
    /* Translators: how many of how many messages can be read */
    leak->headline = g_strdup_printf (ngettext ("Opens %u of %u sealed message", "Opens %u of %u sealed messages", leak->n_sealed), leak->n_opened, leak->n_sealed);
  leak->reason = g_strdup (reason);
  leak->clause = clause;
}

/* Everything in the clear, and nothing else yet. */
static GArray *
new_reads (TbTranscript *transcript)
{
  GArray *reads = g_array_new (FALSE, TRUE, sizeof (gboolean));

  g_array_set_size (reads, tb_transcript_get_n_messages (transcript));
  for (guint i = 0; i < reads->len; i++)
    g_array_index (reads, gboolean, i) = !is_sealed (transcript, i);
  return reads;
}

static TbKeyLeak *
leak_key (const TbSessionStudy *study, TbLeak which)
{
  TbKeyLeak *leak = g_new0 (TbKeyLeak, 1);
  const TbOpening *opening = study->openings[which];

  leak->reads = new_reads (study->transcript);
  for (guint i = 0; opening != NULL && i < opening->messages->len; i++)
    if (g_array_index (opening->messages, guint, i) < leak->reads->len)
      g_array_index (leak->reads, gboolean, g_array_index (opening->messages, guint, i)) = TRUE;
  count (leak, study->transcript);
  say (leak, opening ? _(opening->reason) : _("The lab does not have this key; make a handshake on purpose (Ctrl+M) to try it."), opening ? opening->clause : "");
  return leak;
}

static const char *
reason_of_reach (const TbReach *reach)
{
  if (reach->n_opened == 0)
    return _("No record can be read with it: no key of a record can be computed from it and from what is in the clear.");
  if (reach->n_opened < reach->n_sealed)
    return _("Whatever follows from it can be computed and read; nothing leads back up, so the rest stays closed.");
  return _("Every key of this session can be computed from it and from what is in the clear.");
}

static TbKeyLeak *
leak_secret (const TbSessionStudy *study, int step)
{
  TbKeyLeak *leak = g_new0 (TbKeyLeak, 1);
  g_autoptr (TbReach) reach = study->schedule != NULL && step >= 0 ? tb_reach_new (study->schedule, study->transcript, step) : NULL;

  leak->reads = reach ? g_array_ref (reach->messages) : new_reads (study->transcript);
  count (leak, study->transcript);
  say (leak, reach ? reason_of_reach (reach) : _("Select a secret below."), "");
  return leak;
}

static int
find_agreed (const TbSessionStudy *study)
{
  static const char *const codes[] = { "shared-secret", "premaster-secret", "master-secret" };

  for (guint i = 0; study->schedule != NULL && i < G_N_ELEMENTS (codes); i++)
    if (tb_schedule_find (study->schedule, codes[i]) >= 0)
      return tb_schedule_find (study->schedule, codes[i]);
  return -1;
}

/**
 * tb_key_leak_find_step:
 * @study: a handshake
 * @choice: what leaks
 * @selected: the step that is selected, -1 for none
 *
 * Returns: the step of the key schedule that leaks, -1 where it is none
 */
int
tb_key_leak_find_step (const TbSessionStudy *study, TbKeyLeakChoice choice, int selected)
{
  return choice == TB_KEY_LEAK_AGREED ? find_agreed (study) : choice == TB_KEY_LEAK_SELECTED ? selected : -1;
}

/**
 * tb_key_leak_new:
 * @study: a handshake
 * @choice: what leaks
 * @selected: the step that is selected, -1 for none
 *
 * Returns: (transfer full): what somebody reads who recorded it
 */
TbKeyLeak *
tb_key_leak_new (const TbSessionStudy *study, TbKeyLeakChoice choice, int selected)
{
  if (choice <= TB_KEY_LEAK_TICKET)
    return leak_key (study, (TbLeak) choice);
  return leak_secret (study, tb_key_leak_find_step (study, choice, selected));
}

/**
 * tb_key_leak_free:
 * @leak: (transfer full) (nullable): what came of a leak
 *
 * Frees it.
 */
void
tb_key_leak_free (TbKeyLeak *leak)
{
  if (leak == NULL)
    return;
  g_array_unref (leak->reads);
  g_free (leak->headline);
  g_free (leak->reason);
  g_free (leak);
}

/* What the engine says in codes; a code that is not here is a version, written as it is. */
static const struct { const char *code, *words; } known[] = {
  { "server_name ", N_("Name of the server: %s") },
  { "alpn ", N_("Protocol inside: %s") },
  { "cipher ", N_("Cipher suite: %s") },
  { "certificate client ", N_("Certificate of the client: %s") },
  { "certificate server ", N_("Certificate of the server: %s") },
  { "sizes client ", N_("Bytes the client sealed: %s") },
  { "sizes server ", N_("Bytes the server sealed: %s") },
  { "staple ", N_("Stapled status of the server's certificate, bytes: %s") },
  { "alert client ", N_("The client's refusal: %s") },
  { "alert server ", N_("The server's refusal: %s") },
};

static void
add_known (GString *text, const char *code)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (code, known[i].code))
      {
        g_autoptr (GString) line = g_string_new (_(known[i].words));

        g_string_replace (line, "%s", code + strlen (known[i].code), 1);
        g_string_append (text, line->str);
        return;
      }
  g_string_append (text, code);
}

/**
 * tb_key_leak_dup_known:
 * @study: a handshake
 *
 * Returns: (transfer full): what everyone on the path knows without any key, a line each
 */
char *
tb_key_leak_dup_known (const TbSessionStudy *study)
{
  const TbOpening *opening = study->openings[TB_LEAK_NOTHING];
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; opening != NULL && i < opening->leaks->len; i++)
    add_known (text, g_ptr_array_index (opening->leaks, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
