/* tb-ladder-light: how a message of a ladder stands to a secret: told from outside, shown as a colour, a sign and a word. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbLadderLight:
 * @TB_LIGHT_NONE: nothing is asked
 * @TB_LIGHT_PROTECTED: the selected secret protects it
 * @TB_LIGHT_OPENED: it can be read with what leaked
 * @TB_LIGHT_CLOSED: it stays closed
 */
typedef enum { TB_LIGHT_NONE, TB_LIGHT_PROTECTED, TB_LIGHT_OPENED, TB_LIGHT_CLOSED, TB_N_LIGHTS } TbLadderLight;

/**
 * TbLadderLightLook:
 * @css_class: (nullable): of the box
 * @icon: (nullable): name of a symbolic icon
 * @words: (nullable): marked for translation
 */
typedef struct
{
  const char *css_class;
  const char *icon;
  const char *words;
} TbLadderLightLook;

const TbLadderLightLook *tb_ladder_light_look (TbLadderLight light);

G_END_DECLS
