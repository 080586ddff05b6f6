/* story: a scenario played from beginning to end, and what its journal says happened to whom. */
#pragma once

#include "tb-run.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/* Of the story that is played; one a program. */
extern TbRun *run;
extern TbFleet *fleet;
extern TbJournal *journal;

void            story_play         (TbScenario *scenario, GError *error);
guint           story_count        (TbRecordKind kind, const char *name, gint64 from_us, gint64 to_us, const TbRecord **first);
const TbRecord *story_find         (TbRecordKind kind, const char *name, gint64 from_us, gint64 to_us);
void            story_no_command_is_refused (void);   /* a fact: whoever wrote the story made no mistake */
void            story_assert_wrong (const char *text, const char *from, const char *to, const char *complaint);   /* with @to in the place of @from it is none */
TbTranscript   *story_handshake_at (const char *name, gint64 at_us, gboolean accepted);

G_END_DECLS
