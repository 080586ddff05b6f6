/* tb-ladder-step: going through a handshake flight by flight or message by message, and where one is. Pure; bytes are the message view's. */
#pragma once

#include "tb-ladder-story.h"

G_BEGIN_DECLS

typedef enum { TB_LADDER_BY_FLIGHT, TB_LADDER_BY_MESSAGE, TB_LADDER_BY_BYTE, TB_LADDER_N_UNITS } TbLadderUnit;

const char *tb_ladder_unit_code         (TbLadderUnit unit);
gboolean    tb_ladder_unit_parse        (const char *code, TbLadderUnit *unit);
int         tb_ladder_step_find         (const TbLadderStory *story, TbLadderUnit unit, int message, int by);
char       *tb_ladder_step_dup_position (const TbLadderStory *story, TbLadderUnit unit, int message);

G_END_DECLS
