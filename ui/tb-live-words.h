/* tb-live-words: what a real client asked, and what it was answered, as sentences: by path and status, in two tables. */
#pragma once

#include "tb-live-request.h"

G_BEGIN_DECLS

/**
 * TbLiveVerdict:
 * @TB_LIVE_VERDICT_NEUTRAL: an answer as any other
 * @TB_LIVE_VERDICT_GOOD: somebody has got what makes a difference: a certificate, or access
 * @TB_LIVE_VERDICT_BAD: refused, or there was no answer
 */
typedef enum
{
  TB_LIVE_VERDICT_NEUTRAL,
  TB_LIVE_VERDICT_GOOD,
  TB_LIVE_VERDICT_BAD,
} TbLiveVerdict;

const char *tb_live_words_get_protocol (const char *protocol);                                  /* static */
char       *tb_live_words_dup_time     (gint64 since_us);                                       /* such as 1:02.345 */
char       *tb_live_words_dup_request  (const TbLiveSaid *said);
char       *tb_live_words_dup_detail   (const TbLiveSaid *said);
char       *tb_live_words_dup_answer   (const TbLiveSaid *said, TbLiveVerdict *verdict);

G_END_DECLS
