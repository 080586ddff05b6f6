/* tb-sentence-reason: why something was refused, in words; the words themselves are in tb-reason-table. */
#include "tb-sentence.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-reason-table.h"

/**
 * tb_sentence_get_n_reasons:
 *
 * Returns: how many reasons of refusals have words
 */
guint
tb_sentence_get_n_reasons (void)
{
  return tb_reason_enrolment_size + tb_reason_table_size;
}

static const TbReasonText *
reason_at (guint i)
{
  return i < tb_reason_enrolment_size ? &tb_reason_enrolment[i] : &tb_reason_table[i - tb_reason_enrolment_size];
}

static gboolean
stands_for (const TbReasonText *reason, const char *code)
{
  gsize length = strlen (reason->code);

  return reason->code[length - 1] == '*' ? strncmp (reason->code, code, length - 1) == 0 : g_str_equal (reason->code, code);
}

/**
 * tb_sentence_find_reason:
 * @code: (nullable): code of a refusal
 *
 * Returns: (transfer none): its words; the row of `other` for a code that is not known
 */
const TbReasonText *
tb_sentence_find_reason (const char *code)
{
  for (guint i = 0; code != NULL && i + 1 < tb_sentence_get_n_reasons (); i++)
    if (stands_for (reason_at (i), code))
      return reason_at (i);
  return &tb_reason_table[tb_reason_table_size - 1];
}

static char *
name_parties (const char *text, const char *refused, const char *refuser)
{
  g_autoptr (GString) named = g_string_new (text);

  g_string_replace (named, "{refused}", refused, 0);
  g_string_replace (named, "{refuser}", refuser, 0);
  return g_string_free (g_steal_pointer (&named), FALSE);
}

/**
 * tb_sentence_why_refused:
 * @code: (nullable): code of a refusal
 * @refused: name of whoever was refused
 * @refuser: name of whoever refused
 *
 * Returns: (transfer full): what happened, in half a translated sentence
 */
char *
tb_sentence_why_refused (const char *code, const char *refused, const char *refuser)
{
  return name_parties (_(tb_sentence_find_reason (code)->what), refused, refuser);
}

/**
 * tb_sentence_explain_refusal:
 * @code: (nullable): code of a refusal
 * @refused: name of whoever was refused
 * @refuser: name of whoever refused
 *
 * Returns: (transfer full): why that is refused and how to repair it, two translated sentences
 */
char *
tb_sentence_explain_refusal (const char *code, const char *refused, const char *refuser)
{
  const TbReasonText *reason = tb_sentence_find_reason (code);
  g_autofree char *why = name_parties (_(reason->why), refused, refuser);
  g_autofree char *repair = name_parties (_(reason->repair), refused, refuser);

  return g_strdup_printf ("%s %s", why, repair);
}

/**
 * tb_sentence_for_reason:
 * @code: (nullable): code of a refusal, such as `expired`
 * @refused: name of who was refused
 * @refuser: name of who refused
 *
 * Returns: (transfer full): what was refused, why, and how to repair it, in plain translated words
 */
char *
tb_sentence_for_reason (const char *code, const char *refused, const char *refuser)
{
  g_autofree char *what = tb_sentence_why_refused (code, refused, refuser);
  g_autofree char *more = tb_sentence_explain_refusal (code, refused, refuser);

  /* Translators: what happened; then why that is refused and how to repair it */
  return g_strdup_printf (_("Refused because %s. %s"), what, more);
}
