/* tb-enrol-policy-dates: when what is due by a policy: renewals, further tries, and what somebody does who has slept too long. */
#include "tb-enrol-policy.h"

/* Of a certificate that is renewed two thirds of its life after it was issued. */
#define THIRDS 3
#define MAX_DOUBLINGS 40

/**
 * tb_enrol_policy_get_lead_us:
 * @policy: a policy
 * @lifetime_us: of a certificate
 *
 * Returns: how long before its end it is renewed, jitter left out
 */
gint64
tb_enrol_policy_get_lead_us (const TbEnrolPolicy *policy, gint64 lifetime_us)
{
  gboolean is_told = policy->renew_before_us > 0 && policy->renew_before_us < lifetime_us;
  return is_told ? policy->renew_before_us : lifetime_us - lifetime_us / THIRDS * (THIRDS - 1);
}

static gint64
below (guint64 draw, gint64 most_us)
{
  return most_us > 0 ? (gint64) (draw % ((guint64) most_us + 1)) : 0;
}

/**
 * tb_enrol_policy_get_renewal_us:
 * @policy: a policy
 * @issued_us: when the certificate was issued, which may be a little after it begins
 * @not_after_us: when it ends; another lifetime than the policy's is an authority's right
 * @draw: any number, drawn at random
 *
 * A certificate that lives no longer than `renew-before` is renewed as if nothing had been said of that, at two thirds, instead of without end.
 *
 * Returns: when to renew it, between @issued_us and @not_after_us
 */
gint64
tb_enrol_policy_get_renewal_us (const TbEnrolPolicy *policy, gint64 issued_us, gint64 not_after_us, guint64 draw)
{
  gint64 lifetime_us = MAX (not_after_us - issued_us, 0);
  gint64 due_us = issued_us + lifetime_us - tb_enrol_policy_get_lead_us (policy, lifetime_us);
  return MAX (due_us - below (draw, policy->jitter_us), issued_us);
}

/**
 * tb_enrol_policy_get_retry_us:
 * @policy: a policy
 * @n_failed: how many attempts had failed, one after the other, before the one that has failed now
 *
 * Returns: how long to wait before the next: `retry` for the first failure, twice as long for the second
 */
gint64
tb_enrol_policy_get_retry_us (const TbEnrolPolicy *policy, guint n_failed)
{
  gint64 wait_us = policy->retry_first_us;
  for (guint i = 0; i < MIN (n_failed, MAX_DOUBLINGS) && wait_us < policy->retry_most_us; i++)
    wait_us *= 2;
  return MIN (wait_us, policy->retry_most_us);
}

/**
 * tb_enrol_policy_get_wait_us:
 * @policy: a policy
 * @n_failed: how many attempts had failed, one after the other, before the one that has failed now
 * @least_us: no less than this, as whoever sent it away has asked (Retry-After, RFC 9110 section 10.2.3); 0 when nobody has
 * @draw: any number, drawn at random
 *
 * Those who failed together would come back together, and fail together again: each wait is longer by up to `jitter`, but at most twice as long.
 *
 * Returns: how long to wait before the next attempt
 */
gint64
tb_enrol_policy_get_wait_us (const TbEnrolPolicy *policy, guint n_failed, gint64 least_us, guint64 draw)
{
  gint64 wait_us = MAX (tb_enrol_policy_get_retry_us (policy, n_failed), least_us);
  return wait_us + below (draw, MIN (policy->jitter_us, wait_us));
}

/**
 * tb_enrol_policy_get_wake_us:
 * @policy: a policy
 * @now_us: when the device wakes and finds that it should have renewed
 * @not_after_us: when its certificate ends
 * @draw: any number, drawn at random
 *
 * Returns: when it asks: now, or a while later; never beyond the end of a certificate that is still good
 */
gint64
tb_enrol_policy_get_wake_us (const TbEnrolPolicy *policy, gint64 now_us, gint64 not_after_us, guint64 draw)
{
  if (policy->offline == TB_OFFLINE_AT_ONCE || not_after_us <= now_us)
    return now_us;
  return now_us + below (draw, MIN (policy->jitter_us, not_after_us - now_us));
}
