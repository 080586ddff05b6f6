/* tb-ladder-story: what a ladder shows of one handshake at one moment: who, which messages with how many bytes, when, under which keys, and
 * what failed. Read from the journal and the transcript; plain data for the widget, the pictures and the text. */
#pragma once

#include "tb-refusal.h"
#include "tb-session-item.h"
#include "tb-traffic.h"

G_BEGIN_DECLS

/* With a broker what follows is routine; a conversation with an authority is told to its end. */
#define TB_LADDER_MAX_MESSAGES_AFTER 6
#define TB_LADDER_MAX_CONVERSATION 64

/**
 * TbLadderStep: one message.
 * @flight: which flight it is in; messages after the handshake are beyond those there are: with a broker all in one, with an authority each in its own
 * @number: of the message in the selection: in the transcript, counting on behind it for what came after the handshake
 * @from: who sent it
 * @lane: 0 between the client and whom it talks to, 1 between an attacker and the true server
 * @name: standard name, such as `Certificate`
 * @detail: what is most worth knowing about it, or ""
 * @n_bytes: measured, of its plaintext
 * @protection: a #TbProtection
 * @since_us: when its flight left, since the handshake began, modelled; -1 where nothing says
 * @is_alert: whether it ended the handshake
 * @is_culprit: whether it is what was refused
 * @packet: for messages after the handshake
 */
typedef struct
{
  guint flight;
  int number;
  TbSide from;
  guint lane;
  char *name;
  char *detail;
  guint n_bytes;
  guint8 protection;
  gint64 since_us;
  gboolean is_alert;
  gboolean is_culprit;
  TbPacket packet;
} TbLadderStep;

/**
 * TbLadderStory:
 * @names: of client and server, by #TbSide; @icons: their symbolic icons
 * @steps: (element-type TbLadderStep): what has been said up to the playhead
 * @n_flights: flights of the handshake, also those still to come
 * @n_messages: messages of the transcript, likewise
 * @n_max_after: how many after the handshake are told
 * @refusal: (nullable): what failed
 * @outcome: how it stands
 * @attacker: (nullable): who is between the two, and @behind: (nullable): what was said behind him: [func@ladder_story_add_behind]
 */
typedef struct
{
  char *names[2];
  char *icons[2];
  GArray *steps;
  guint n_flights;
  guint n_messages;
  guint n_max_after;
  TbRefusal *refusal;
  TbSessionOutcome outcome;
  char *attacker;
  TbTranscript *behind;
} TbLadderStory;

TbLadderStory      *tb_ladder_story_new        (TbSessionItem *session, TbFold *fold, gint64 start_unix_us);
void                tb_ladder_story_free       (TbLadderStory *story);
const TbLadderStep *tb_ladder_story_find       (const TbLadderStory *story, int number);
gboolean            tb_ladder_story_equal      (const TbLadderStory *a, const TbLadderStory *b);
gboolean            tb_ladder_story_is_settled (const TbLadderStory *story, TbSessionItem *session, gint64 time_us);
char               *tb_ladder_story_to_text    (const TbLadderStory *story);
void                tb_ladder_step_clear       (gpointer step);
char               *tb_ladder_step_dup_label   (const TbLadderStory *story, const TbLadderStep *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLadderStory, tb_ladder_story_free)

G_END_DECLS
