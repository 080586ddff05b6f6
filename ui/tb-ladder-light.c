/* tb-ladder-light: see the header. The one place that knows how a light looks. */
#include "tb-ladder-light.h"

#include <glib/gi18n-lib.h>

static const TbLadderLightLook looks[TB_N_LIGHTS] = {
  [TB_LIGHT_NONE] = { NULL, NULL, NULL },
  [TB_LIGHT_PROTECTED] = { "ladder-protected", "dialog-password-symbolic", N_("protected by the selected secret") },
  [TB_LIGHT_OPENED] = { "ladder-opened", "tb-padlock-open-symbolic", N_("can be read with what leaked") },
  [TB_LIGHT_CLOSED] = { "ladder-closed", "tb-padlock-symbolic", N_("stays closed") },
};

/**
 * tb_ladder_light_look:
 * @light: how a message stands
 *
 * Returns: (transfer none): how that looks
 */
const TbLadderLightLook *
tb_ladder_light_look (TbLadderLight light)
{
  return &looks[light < TB_N_LIGHTS ? light : TB_LIGHT_NONE];
}
