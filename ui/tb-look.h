/* tb-look: the colour, the glyph and the word of every state, in one place.
 *
 * Whoever shows a state (canvas, legend, list, inspector) takes all three from here, so that a state is never told by colour alone and looks the
 * same everywhere. Colours are the Okabe-Ito palette, shaded where white glyphs need it. */
#pragma once

#include <gtk/gtk.h>

#include "tb-alert-rules.h"
#include "tb-state.h"

G_BEGIN_DECLS

/**
 * TbLook:
 * @code: stable name; `tb-CODE` is the CSS class that shows text and symbolic icons in the colour, `tb_CODE` (with underscores) the CSS colour
 * @icon: name of the symbolic icon
 * @word: what it is called, untranslated; see [func@look_get_word]
 * @light: colour as 0xRRGGBB on a light background
 * @dark: likewise on a dark one
 */
typedef struct
{
  const char *code;
  const char *icon;
  const char *word;
  guint32 light;
  guint32 dark;
} TbLook;

/**
 * TbPacketLook:
 * @TB_PACKET_LOOK_PLAIN: anyone on its way can read what it says
 * @TB_PACKET_LOOK_PROTECTED: only its receiver can
 * @TB_PACKET_LOOK_HANDSHAKE: begins a session; readable, and says nothing secret
 */
typedef enum
{
  TB_PACKET_LOOK_PLAIN,
  TB_PACKET_LOOK_PROTECTED,
  TB_PACKET_LOOK_HANDSHAKE,
  TB_N_PACKET_LOOKS
} TbPacketLook;

/**
 * TbSiegeLook:
 * @TB_SIEGE_LOOK_WELL: a service that answers nearly everybody
 * @TB_SIEGE_LOOK_STRAINED: it answers some
 * @TB_SIEGE_LOOK_DARK: it answers hardly anybody
 */
typedef enum
{
  TB_SIEGE_LOOK_WELL,
  TB_SIEGE_LOOK_STRAINED,
  TB_SIEGE_LOOK_DARK,
  TB_N_SIEGE_LOOKS
} TbSiegeLook;

const TbLook *tb_look_identity    (TbIdentityState state);
const TbLook *tb_look_health      (TbHealth health);
const TbLook *tb_look_packet      (TbPacketLook packet);
const TbLook *tb_look_attempt     (TbOutbreakRefusal refusal);
const TbLook *tb_look_siege       (TbSiegeLook siege);
const TbLook *tb_look_severity    (TbAlertSeverity severity);
TbSiegeLook   tb_look_judge_siege (guint answered);
const char   *tb_look_get_word    (const TbLook *look);
void          tb_look_get_color   (const TbLook *look, gboolean is_dark, GdkRGBA *color);
char         *tb_look_dup_icon    (const TbGroup *group);
char         *tb_look_make_css    (gboolean is_dark);
void          tb_look_install     (GdkDisplay *display);

G_END_DECLS
