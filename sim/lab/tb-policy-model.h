/* tb-policy-model: what would come of a policy of enrolment: the calendar of a group of devices, played without cryptography.
 *
 * Devices ask, sleep, wake, fail and try again as the policy says; the authority may be down or slow; a thief copies keys at random moments. What it gives is
 * modelled, and is to be labelled so wherever it is shown. All integers: the same terms give the same outcome everywhere. */
#pragma once

#include "tb-enrol-policy.h"

G_BEGIN_DECLS

#define TB_POLICY_MODEL_BINS        240
#define TB_POLICY_MODEL_MAX_DEVICES 2000
#define TB_POLICY_FOR_EVER          G_MAXINT64

/**
 * TbPolicyTerms:
 * @policy: how they come by their certificates
 * @n_devices: how many, 1 to %TB_POLICY_MODEL_MAX_DEVICES
 * @span_us: for how long, at least a minute
 * @spread_us: they are switched on at random within this
 * @sleep_us: they are off for this, again and again; 0 for those that never sleep
 * @wake_us: and on for this in between, more than 0 if they sleep
 * @down_from_us: from when on the authority does not answer; @down_to_us: until when, the same for never
 * @serves: how many requests it answers in an hour, 0 for as many as come
 * @n_thefts: how many keys are copied, each of a device and at a moment of its own
 * @seed: of all chance
 *
 * What is asked.
 */
typedef struct
{
  TbEnrolPolicy policy;
  guint n_devices;
  gint64 span_us;
  gint64 spread_us;
  gint64 sleep_us;
  gint64 wake_us;
  gint64 down_from_us;
  gint64 down_to_us;
  guint64 serves;
  guint n_thefts;
  guint64 seed;
} TbPolicyTerms;

/**
 * TbPolicyOutcome:
 * @bin_us: how long a bin is
 * @valid: devices with a certificate in force at the end of each bin
 * @asked: requests in each, answered or not
 * @n_enrolments: certificates issued to devices that had none in force; @n_renewals: to those that had
 * @n_unanswered: requests that nobody answered
 * @outage_us: time without a certificate after the first, of all devices together
 * @n_outages: how often a device lost its certificate
 * @n_lost: devices that have none at the end and cannot get one, since their one-time secret is used up
 * @peak: requests in the fullest bin
 * @n_stolen: keys that were copied while they were good for something
 * @exposure_us: how long a copied key is good on average, if its thief does not renew; @longest_us: at most
 * @renewed_us: how long it is good if he tries to, or %TB_POLICY_FOR_EVER
 *
 * What comes of it. Modelled.
 */
typedef struct
{
  gint64 bin_us;
  guint32 valid[TB_POLICY_MODEL_BINS];
  guint32 asked[TB_POLICY_MODEL_BINS];
  guint64 n_enrolments;
  guint64 n_renewals;
  guint64 n_unanswered;
  gint64 outage_us;
  guint64 n_outages;
  guint n_lost;
  guint peak;
  guint n_stolen;
  gint64 exposure_us;
  gint64 longest_us;
  gint64 renewed_us;
} TbPolicyOutcome;

gboolean tb_policy_terms_check (const TbPolicyTerms *terms, GError **error);
gboolean tb_policy_model_play  (const TbPolicyTerms *terms, TbPolicyOutcome *outcome, const gint *cancelled);

G_END_DECLS
