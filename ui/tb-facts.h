/* tb-facts: what there is to say about what is selected, at the playhead's time, as cards of plain rows.
 *
 * No widget is known here: the inspector shows them, a test reads them. Texts are in the user's language. */
#pragma once

#include "tb-certificate.h"
#include "tb-life-index.h"
#include "tb-look.h"
#include "tb-playhead.h"
#include "tb-session-index.h"
#include "tb-signed-index.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TbProvenance: where a number comes from.
 * @TB_PROVENANCE_NONE: it is no number, or configured
 * @TB_PROVENANCE_MEASURED: counted here, of real bytes and real handshakes
 * @TB_PROVENANCE_MODELLED: computed from a published figure
 */
typedef enum { TB_PROVENANCE_NONE, TB_PROVENANCE_MEASURED, TB_PROVENANCE_MODELLED } TbProvenance;

/**
 * TbFact:
 * @label: what it is about; "" for a text over the whole width
 * @value: what is so
 * @provenance: for numbers
 * @mono: whether @value is bytes or a name that is compared letter by letter
 * @look: (nullable): in whose colour, for what is a state of something
 * @command: (nullable): what a click on @value submits
 */
typedef struct
{
  char *label;
  char *value;
  TbProvenance provenance;
  gboolean mono;
  const TbLook *look;
  char *command;
} TbFact;

/**
 * TbFactButton:
 * @label: on it
 * @command: what it submits, or with @edit, puts into the command line to be completed
 * @copy: (nullable): what it copies instead
 */
typedef struct
{
  char *label;
  char *command;
  gboolean edit;
  char *copy;
} TbFactButton;

/**
 * TbFactCard:
 * @title: heading
 * @facts: (element-type TbFact): rows
 * @buttons: (element-type TbFactButton): below them
 * @has_bar: whether a lifetime is drawn: @bar of it is over, the renewal is due at @bar_mark, both from 0 to 1
 * @bar_state: a #TbIdentityState for its colour
 */
typedef struct
{
  char *title;
  GPtrArray *facts;
  GPtrArray *buttons;
  gboolean has_bar;
  double bar;
  double bar_mark;
  guint bar_state;
} TbFactCard;

/**
 * TbFacts:
 * @icon: of what is selected
 * @title, @subtitle: its name and kind
 * @identity, @health: (nullable): its two marks
 * @cards: (element-type TbFactCard): the rest
 */
typedef struct
{
  char *icon;
  char *title;
  char *subtitle;
  const TbLook *identity;
  const TbLook *health;
  GPtrArray *cards;
  GPtrArray *buttons;
} TbFacts;

/**
 * TbFactSource:
 * @run, @fold, @selection: (transfer none): what to tell about
 * @sessions: (transfer none): the handshakes of the run's journal
 * @signatures: (transfer none) (nullable): the signatures made on the bench, of the same
 * @certificate, @certificate_payload: the certificate parsed last and which payload it is; owned, cleared by [func@fact_source_clear]
 * @transcript, @transcript_payload: likewise
 * @lives: the certificates of the fleet, once somebody's revocation was asked for; owned likewise
 * @overheard: (transfer none) (nullable): lines that the eavesdropper's ear has made ready
 * @alerts: (transfer none) (nullable) (element-type TbAlert): of the run, as far as they are known
 */
typedef struct
{
  TbRun *run;
  TbFold *fold;
  const TbSelection *selection;
  TbSessionIndex *sessions;
  TbSignedIndex *signatures;
  TbCertificate *certificate;
  guint32 certificate_payload;
  TbTranscript *transcript;
  guint32 transcript_payload;
  TbLifeIndex *lives;
  GPtrArray *overheard;
  GPtrArray *alerts;
} TbFactSource;

TbFacts    *tb_facts_collect     (TbFactSource *source);
void        tb_facts_free        (TbFacts *facts);
void        tb_fact_source_clear (TbFactSource *source);
const char *tb_provenance_to_word (TbProvenance provenance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbFacts, tb_facts_free)

G_END_DECLS
