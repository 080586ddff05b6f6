/* tb-step-card: one step of the bench as a card: what happens, what is computed with all its bytes, whether it notices anything, and where it is written.
 *
 * Emits "flip" (string target, uint64 bit) when a person turns a bit over. */
#pragma once

#include <gtk/gtk.h>

#include "tb-bench-flips.h"

G_BEGIN_DECLS

/**
 * TbStepLook:
 * @icon: name of the symbolic icon
 * @word: what it says, untranslated
 * @style: CSS class
 */
typedef struct
{
  const char *icon;
  const char *word;
  const char *style;
} TbStepLook;

#define TB_TYPE_STEP_CARD (tb_step_card_get_type ())
G_DECLARE_FINAL_TYPE (TbStepCard, tb_step_card, TB, STEP_CARD, GtkWidget)

GtkWidget *tb_step_card_new      (void);
void       tb_step_card_show     (TbStepCard *self, const TbSignStep *step, TbBenchFlips *flips);

const TbStepLook *tb_step_look (const TbSignStep *step);

G_END_DECLS
