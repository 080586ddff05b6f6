/* tb-refusal: which check failed in a refused handshake, at which certificate, with what was expected and what was found. */
#pragma once

#include "tb-check.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TbRefusal:
 * @refuser: which side said no
 * @culprit: number of the message that was found wanting, or -1
 * @certificate: which certificate of the chain, from 0
 * @field: name of the field that decided, or ""; static
 * @what: what happened, a sentence
 * @where: which certificate and which field of it
 * @expected: what would have been accepted
 * @found: what was there
 * @has_values: whether @expected and @found are what was in the certificates, not words for it
 * @advice: why that is refused and how to repair it
 */
typedef struct
{
  TbSide refuser;
  int culprit;
  guint certificate;
  const char *field;
  char *what;
  char *where;
  char *expected;
  char *found;
  gboolean has_values;
  char *advice;
} TbRefusal;

TbRefusal *tb_refusal_new  (TbTranscript *transcript, const char *client, const char *server, gint64 unix_us);
TbRefusal *tb_refusal_new_intercepted (TbTranscript *transcript, TbTranscript *behind, const char *client, const char *server);
void       tb_refusal_take_check (TbRefusal *refusal, const TbCheck *check, int message, int certificate, const char *field);
void       tb_refusal_free (TbRefusal *refusal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbRefusal, tb_refusal_free)

G_END_DECLS
