/* tb-outbreak-model: what an outbreak is made of, as the published figures give it.
 *
 * Bots probe addresses at random. Devices are in pools; those of one pool share a network, a weakness and a protection. Everything is a rate or a
 * probability of a model: nothing here could reach a machine. Checked once, in words a person understands; then turned into whole numbers. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_OUTBREAK_MAX_POOLS     64
#define TB_OUTBREAK_MAX_DEVICES   ((guint64) 1 << 30)
#define TB_OUTBREAK_MAX_ADDRESSES ((guint64) 1 << 48)
#define TB_OUTBREAK_MAX_RATE      1e6
#define TB_OUTBREAK_MAX_LIMIT     ((guint64) 1 << 31)
#define TB_OUTBREAK_MAX_S         (100.0 * 366 * 86400)

/**
 * TbOutbreakRefusal:
 *
 * Why a probe of a device does not take it; where every attempt is followed one by one.
 */
typedef enum
{
  TB_REFUSAL_WRONG_PASSWORD,
  TB_REFUSAL_CLOSED,
  TB_REFUSAL_NO_CERTIFICATE,
  TB_REFUSAL_PATCHED,
  TB_REFUSAL_UNREACHABLE,
  TB_REFUSAL_TAKEN,             /* by another bot, or by the same */
  TB_REFUSAL_N
} TbOutbreakRefusal;

/**
 * TbOutbreakPool:
 * @n_devices: how many
 * @weakness: factor of the hit probability: 1 as it is, 0 no way in at all
 * @refusal: what a probe meets that does not take the device
 * @stays: whether its bots never reboot and are never cleaned, such as machines of the attacker's own
 */
typedef struct
{
  guint32 n_devices;
  double weakness;
  TbOutbreakRefusal refusal;
  gboolean stays;
} TbOutbreakPool;

/**
 * TbOutbreakModel:
 * @address_space: how many addresses a probe chooses among
 * @scan_rate: probes of one bot per second
 * @hit_probability: that a probe of a vulnerable device takes it
 * @initial: bots at the beginning, from the first pool
 * @scan_limit: probes after which a bot falls silent, 0 for never
 * @reboot_rate: reboots of one bot per second; each clears the infection
 * @reinfection: probability that a rebooted device is as vulnerable as before
 * @cleanup_rate: clean-ups of one bot per second; a cleaned device stays clean
 * @bootstrap: length of the attacker's list of devices, which are the first of @bootstrap_pool
 * @bootstrap_pool: from which pool they are
 * @bootstrap_rate: entries of the list worked off per second
 * @load_s: seconds from the hit until the new bot probes
 * @until_s: seconds after which a run ends, 0 for when nothing can change any more
 * @pools: (array length=n_pools): where the devices are
 * @n_pools: how many pools
 * @reach: (nullable): for each pool of the bot and each pool of the device (@n_pools times @n_pools) the probability that a probe gets there;
 *   %NULL where all do
 */
typedef struct
{
  guint64 address_space;
  double scan_rate;
  double hit_probability;
  guint32 initial;
  guint64 scan_limit;
  double reboot_rate;
  double reinfection;
  double cleanup_rate;
  guint32 bootstrap;
  guint bootstrap_pool;
  double bootstrap_rate;
  double load_s;
  double until_s;
  TbOutbreakPool pools[TB_OUTBREAK_MAX_POOLS];
  guint n_pools;
  const double *reach;
} TbOutbreakModel;

#define TB_OUTBREAK_ERROR (tb_outbreak_error_quark ())
typedef enum { TB_OUTBREAK_ERROR_RANGE } TbOutbreakError;
GQuark   tb_outbreak_error_quark        (void);

void     tb_outbreak_model_init         (TbOutbreakModel *model, guint64 address_space, guint32 n_vulnerable, double scan_rate);
guint32  tb_outbreak_model_count_protected (const TbOutbreakModel *model, guint pool, double fraction);
void     tb_outbreak_model_protect      (TbOutbreakModel *model, double fraction, double effectiveness);
gboolean tb_outbreak_model_check        (const TbOutbreakModel *model, GError **error);
guint64  tb_outbreak_model_get_n        (const TbOutbreakModel *model);
guint64  tb_outbreak_model_get_n_open   (const TbOutbreakModel *model);
double   tb_outbreak_model_get_growth   (const TbOutbreakModel *model);
const char *tb_outbreak_refusal_to_code (guint refusal);
double   tb_outbreak_credential_chance  (guint n_tries, guint n_pairs);

G_END_DECLS
