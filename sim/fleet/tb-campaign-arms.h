/* tb-campaign-arms: the same outbreak in four fleets that differ in nothing but their defences.
 *
 * As shipped; with a broker that demands certificates; with telnet closed; with both. Models for asking what would come of it, made from the doors of the
 * devices as they come from the factory: everybody switched on, from the beginning. What a defence does to a door, tb-surface says and nothing here. */
#pragma once

#include "tb-campaign.h"
#include "tb-what-if-terms.h"

G_BEGIN_DECLS

typedef enum { TB_ARM_AS_SHIPPED, TB_ARM_BROKER_TLS, TB_ARM_TELNET_CLOSED, TB_ARM_BOTH, TB_N_ARMS } TbArm;

/**
 * TbArmInfo:
 * @code: stable name
 * @name: what it is called, marked for translation
 * @why: what the defences do to the curve when bots come through telnet, a sentence marked for translation; see [func@arm_get_why]
 * @defences: what is done to every device before it begins
 * @n_defences: how many
 */
typedef struct
{
  const char *code;
  const char *name;
  const char *why;
  TbDefence defences[2];
  guint n_defences;
} TbArmInfo;

/**
 * TbPopulation:
 * @fleet: (nullable): whose devices, with their attacker
 * @preset: (nullable): or a published outbreak
 *
 * Among whom it spreads. Both are borrowed.
 */
typedef struct
{
  TbFleet *fleet;
  const TbOutbreakPreset *preset;
} TbPopulation;

/* Two networks' worth of pools, filtered and not, each plain and behind doors that leak; and whoever begins. */
#define TB_ARM_MAX_POOLS (1 + TB_SURFACE_MAX_SEGMENTS * 2 * 2)

G_STATIC_ASSERT (TB_ARM_MAX_POOLS <= TB_OUTBREAK_MAX_POOLS);

/**
 * TbArmModel:
 * @model: pools of those that can be taken, and rates; the first pool is whoever begins
 * @reach: from pool to pool
 * @n_hidden: of the infected, how many are the attacker himself and not devices
 * @n_devices: of all, with and without a way in
 * @n_open: of those with a way in
 * @is_idle: nobody begins, so nothing happens
 * @is_mixed: everybody reaches everybody
 * @is_leaky: some doors are closed, but not well
 *
 * Stays where it is: one points into the other.
 */
typedef struct
{
  TbOutbreakModel model;
  double reach[TB_ARM_MAX_POOLS * TB_ARM_MAX_POOLS];
  guint32 n_hidden;
  guint64 n_devices;
  guint64 n_open;
  gboolean is_idle;
  gboolean is_mixed;
  gboolean is_leaky;
} TbArmModel;

const TbArmInfo *tb_arm_info                (TbArm arm);
const char      *tb_arm_get_why             (TbArm arm, TbVector vector);
TbVector         tb_population_get_vector   (const TbPopulation *population);
void             tb_population_get_terms    (const TbPopulation *population, TbWhatIfTerms *terms);
gboolean         tb_arm_model_init          (TbArmModel *model, const TbPopulation *population, TbArm arm, const TbWhatIfTerms *terms, GError **error);
gboolean         tb_arm_model_grows         (const TbArmModel *model);
double           tb_arm_model_get_span_s    (const TbArmModel *model);
const char      *tb_arm_model_why_no_form   (const TbArmModel *model);
double           tb_arm_model_get_growth    (const TbArmModel *model);
double           tb_arm_model_get_form      (const TbArmModel *model, double time_s);

G_END_DECLS
