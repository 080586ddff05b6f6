/* tb-ladder-veil: a ladder in the eyes of somebody on the path who has no keys: what is sealed is a record of some length, and nothing more. */
#pragma once

#include "tb-ladder-story.h"

G_BEGIN_DECLS

void tb_ladder_story_veil (TbLadderStory *story, TbTranscript *transcript);

G_END_DECLS
