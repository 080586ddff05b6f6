/* tb-sentence: what a record says, as one sentence for people.
 *
 * The engine keeps codes; words are made here and only here, translated. One row per kind of record, one row per reason of a refusal. Timeline,
 * inspector and logs ask. Names that are not known are written as a question mark, never guessed. */
#pragma once

#include "tb-fleet.h"
#include "tb-journal.h"

G_BEGIN_DECLS

/**
 * TbReasonText:
 * @code: stable code of the refusal, such as `expired`
 * @brief: what failed, in two or three words for a list
 * @what: what happened, in half a sentence that follows "because"
 * @why: why that matters, one sentence
 * @repair: how to repair it, one sentence
 *
 * The texts are English and marked for translation; `{refused}` and `{refuser}` stand for the two parties.
 */
typedef struct
{
  const char *code;
  const char *brief;
  const char *what;
  const char *why;
  const char *repair;
} TbReasonText;

char               *tb_sentence_for_record    (TbFleet *fleet, TbJournal *journal, const TbRecord *record);
char               *tb_sentence_for_reason    (const char *code, const char *refused, const char *refuser);
const TbReasonText *tb_sentence_find_reason   (const char *code);
guint               tb_sentence_get_n_reasons (void);
char               *tb_sentence_why_refused   (const char *code, const char *refused, const char *refuser);
char               *tb_sentence_explain_refusal (const char *code, const char *refused, const char *refuser);
char               *tb_sentence_format_moment (gint64 time_us);
const char         *tb_sentence_purpose       (guint purpose);

G_END_DECLS
