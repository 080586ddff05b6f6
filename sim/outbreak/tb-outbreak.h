/* tb-outbreak: one outbreak, event by event.
 *
 * Each bot probes random addresses as a Poisson process. A Poisson process whose events are kept with some probability is again one, so the probes
 * that change nothing need not be drawn: an Internet of four billion addresses costs as much as its infections. That is exact, not an approximation.
 * Where every attempt is to be seen, the same engine draws every probe that meets a device.
 * A model: devices are numbers, an infection is a change of state. No clock, no threads, no floating point: equal seeds make equal outbreaks. */
#pragma once

#include "tb-journal.h"
#include "tb-outbreak-model.h"

G_BEGIN_DECLS

#define TB_OUTBREAK_NOBODY G_MAXUINT32

/**
 * TbOutbreakKind:
 * @TB_OUTBREAK_INFECTED: a device was taken; it probes once it is loaded
 * @TB_OUTBREAK_LOADED: it begins to probe; only where that takes time
 * @TB_OUTBREAK_REFUSED: an attempt that changed nothing; only where every attempt is asked for
 * @TB_OUTBREAK_CLEARED: a reboot ended an infection; the device is as vulnerable as before
 * @TB_OUTBREAK_CLEANED: an infection ended for good
 */
typedef enum { TB_OUTBREAK_INFECTED, TB_OUTBREAK_LOADED, TB_OUTBREAK_REFUSED, TB_OUTBREAK_CLEARED, TB_OUTBREAK_CLEANED } TbOutbreakKind;

/**
 * TbOutbreakEvent:
 * @time_ns: nanoseconds since the beginning
 * @device: to which it happened, from 0; the devices of a pool follow each other
 * @by: the bot that took it or tried to, or %TB_OUTBREAK_NOBODY for the attacker himself, and where it happened by itself
 * @kind: what happened
 * @refusal: why an attempt was refused
 */
typedef struct
{
  guint64 time_ns;
  guint32 device;
  guint32 by;
  TbOutbreakKind kind;
  TbOutbreakRefusal refusal;
} TbOutbreakEvent;

/**
 * TbOutbreakCensus:
 * @vulnerable: can be taken
 * @infected: taken, whether they probe, are being loaded or have reached their scan limit
 * @immune: cleaned for good
 */
typedef struct
{
  guint32 vulnerable;
  guint32 infected;
  guint32 immune;
} TbOutbreakCensus;

/**
 * TbOutbreakDetail:
 * @TB_OUTBREAK_ANONYMOUS: devices of a pool are alike, and numbered as they fall where nobody recovers
 * @TB_OUTBREAK_NAMED: each device keeps its number, whatever happens; it can be changed by number
 * @TB_OUTBREAK_EVERY_ATTEMPT: likewise, and attempts that change nothing are events too. The outbreak then goes on until the model's end as long as
 *   there is a bot
 *
 * How much an outbreak tells. Equal seeds make another outbreak with each, from the same distribution.
 */
typedef enum { TB_OUTBREAK_ANONYMOUS, TB_OUTBREAK_NAMED, TB_OUTBREAK_EVERY_ATTEMPT } TbOutbreakDetail;

/**
 * TbOutbreakAttempts:
 * @nobody: went to addresses where there is no device
 * @refused: by reason
 *
 * Attempts that changed nothing, as counts.
 */
typedef struct
{
  guint64 nobody;
  guint64 refused[TB_REFUSAL_N];
} TbOutbreakAttempts;

typedef struct _TbOutbreak TbOutbreak;

TbOutbreak      *tb_outbreak_new            (const TbOutbreakModel *model, guint64 seed, TbOutbreakDetail detail);
void             tb_outbreak_free           (TbOutbreak *outbreak);
gboolean         tb_outbreak_next           (TbOutbreak *outbreak, TbOutbreakEvent *event);

/* For whoever has other things to do in between */
gboolean         tb_outbreak_peek           (TbOutbreak *outbreak, guint64 *time_ns);
gboolean         tb_outbreak_step           (TbOutbreak *outbreak, TbOutbreakEvent *event);

/* Attempts as counts */
void             tb_outbreak_start_tally    (TbOutbreak *outbreak, guint64 seed);
void             tb_outbreak_draw_attempts  (TbOutbreak *outbreak, guint64 time_ns, TbOutbreakAttempts *attempts);

/* From outside, by number; not with anonymous devices */
void             tb_outbreak_set_pool       (TbOutbreak *outbreak, guint64 time_ns, guint32 device, guint pool);
gboolean         tb_outbreak_infect         (TbOutbreak *outbreak, guint64 time_ns, guint32 device, TbOutbreakEvent *event);
gboolean         tb_outbreak_cure           (TbOutbreak *outbreak, guint64 time_ns, guint32 device, gboolean for_good, TbOutbreakEvent *event);
void             tb_outbreak_tell_attempts  (TbOutbreak *outbreak, guint64 time_ns, gboolean every_attempt, const TbOutbreakModel *model);
void             tb_outbreak_set_model      (TbOutbreak *outbreak, guint64 time_ns, const TbOutbreakModel *model);

guint64          tb_outbreak_get_time_ns    (TbOutbreak *outbreak);
TbOutbreakCensus tb_outbreak_get_census     (TbOutbreak *outbreak, guint pool);
guint32          tb_outbreak_get_parent     (TbOutbreak *outbreak, guint32 device);
guint32          tb_outbreak_get_generation (TbOutbreak *outbreak, guint32 device);
guint32          tb_outbreak_get_depth      (TbOutbreak *outbreak);
gboolean         tb_outbreak_is_infected    (TbOutbreak *outbreak, guint32 device);
guint            tb_outbreak_get_pool       (TbOutbreak *outbreak, guint32 device);
gsize            tb_outbreak_get_bytes      (TbOutbreak *outbreak);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbOutbreak, tb_outbreak_free)

G_END_DECLS
