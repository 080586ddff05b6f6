/* tb-ladder-behind: the third lane of a ladder: what an attacker between the two said to the true server meanwhile. */
#pragma once

#include "tb-ladder-story.h"

G_BEGIN_DECLS

/**
 * TB_LADDER_BEHIND:
 *
 * Messages between attacker and server are numbered from here on in the selection.
 */
#define TB_LADDER_BEHIND 0x4000

void        tb_ladder_story_add_behind (TbLadderStory *story, TbTranscript *behind);
const char *tb_ladder_story_get_name   (const TbLadderStory *story, guint lane, TbSide side);

G_END_DECLS
