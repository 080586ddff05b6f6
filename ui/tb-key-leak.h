/* tb-key-leak: what somebody who recorded a session reads when a key leaks later, in words: what opened, why, and what everyone knew anyway. */
#pragma once

#include "tb-session-study.h"

G_BEGIN_DECLS

/**
 * TbKeyLeakChoice:
 * @TB_KEY_LEAK_NOTHING, @TB_KEY_LEAK_SERVER, @TB_KEY_LEAK_CLIENT, @TB_KEY_LEAK_TICKET: as #TbLeak
 * @TB_KEY_LEAK_AGREED: the secret that both agreed on
 * @TB_KEY_LEAK_SELECTED: the secret that is selected
 *
 * What may leak, in the order in which it is offered.
 */
typedef enum
{
  TB_KEY_LEAK_NOTHING, TB_KEY_LEAK_SERVER, TB_KEY_LEAK_CLIENT, TB_KEY_LEAK_TICKET, TB_KEY_LEAK_AGREED, TB_KEY_LEAK_SELECTED, TB_N_KEY_LEAKS
} TbKeyLeakChoice;

/**
 * TbKeyLeak:
 * @reads: (element-type gboolean): for each message, whether it can be read
 * @n_opened: sealed messages that can be read now
 * @n_sealed: how many are sealed
 * @headline: what came of it, translated
 * @reason: why, translated
 * @clause: where that is written, or ""; static
 *
 * What came of it.
 */
typedef struct
{
  GArray *reads;
  guint n_opened;
  guint n_sealed;
  char *headline;
  char *reason;
  const char *clause;
} TbKeyLeak;

TbKeyLeak  *tb_key_leak_new       (const TbSessionStudy *study, TbKeyLeakChoice choice, int selected);
void        tb_key_leak_free      (TbKeyLeak *leak);
const char *tb_key_leak_title     (TbKeyLeakChoice choice);                     /* untranslated */
int         tb_key_leak_find_step (const TbSessionStudy *study, TbKeyLeakChoice choice, int selected);
char       *tb_key_leak_dup_known (const TbSessionStudy *study);                /* what everyone on the path knows, a line each */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbKeyLeak, tb_key_leak_free)

G_END_DECLS
