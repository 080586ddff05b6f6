/* tb-trial-parties: see the header. Who they are is made here, from the seed and the name; how they shake hands is in tb-trial-shake. */
#include "tb-trial-parties.h"

#include "tb-trial-caution.h"
#include "tb-trial-downgrade.h"
#include "tb-units.h"

/* What a device's clock says that has lost it: 1970-01-01T00:00:42Z, so long after it was switched on. */
#define LOST_CLOCK_US (42 * TB_US_PER_SECOND)

/* Texts of terms become those of the tables, so that whoever asked may let theirs go. */
static void
take_terms (TbTrialParties *parties, const TbTrialTerms *terms)
{
  TbTrialTerms *own = &parties->terms;

  *own = *terms;
  own->version = tb_trial_version_of (terms)->choice.code;
  own->exchange = tb_trial_exchange_of (terms)->choice.code;
  own->key = tb_trial_key_of (terms)->choice.code;
  own->failure = terms->failure != NULL ? tb_trial_failure_of (terms)->choice.code : NULL;
  own->attack = terms->attack != NULL ? tb_trial_attack_of (terms)->choice.code : NULL;
  own->staple = g_intern_string (terms->staple);
  own->staple_policy = g_intern_string (terms->staple_policy);
  own->mutual = tb_trial_is_mutual (terms);
  own->at = tb_trial_side_of (terms);
}

static TbTrialFlaw
flaw_of (const TbTrialParties *parties)
{
  const TbTrialFailure *failure = tb_trial_failure_of (&parties->terms);

  return failure != NULL ? failure->flaws[parties->terms.at] : TB_FLAW_NONE;
}

static void
set_clocks (TbTrialParties *parties)
{
  parties->unix_us = parties->terms.unix_us != 0 ? parties->terms.unix_us : TB_TRIAL_UNIX_US;
  parties->client_unix_us = flaw_of (parties) == TB_FLAW_CLOCK ? LOST_CLOCK_US : parties->unix_us;
}

/* --- authorities --- */

static gboolean
make_other (TbTrialParties *parties, const char *root, const char *issuing, gboolean constrained, TbStream *stream, GError **error)
{
  parties->other_root = tb_trial_make_root (parties, root, stream, error);
  if (parties->other_root != NULL)
    parties->other_issuing = tb_trial_make_issuing (parties, parties->other_root, issuing, constrained, stream, error);
  return parties->other_issuing != NULL;
}

static gboolean
make_attackers_authority (TbTrialParties *parties, const TbTrialAttack *attack, TbStream *stream, GError **error)
{
  g_autofree char *issuing = g_strconcat (attack->authority, " Issuing", NULL);

  if (attack->issuer != TB_ATTACKER_BELOW)
    return make_other (parties, attack->authority, issuing, parties->terms.constrained, stream, error);
  parties->other_issuing = tb_trial_make_issuing (parties, parties->root, attack->authority, parties->terms.constrained, stream, error);
  return parties->other_issuing != NULL;
}

static gboolean
make_authorities (TbTrialParties *parties, TbStream *stream, GError **error)
{
  const TbTrialAttack *attack = tb_trial_attack_of (&parties->terms);

  parties->root = tb_trial_make_root (parties, "Lab", stream, error);
  if (parties->root != NULL)
    parties->issuing = tb_trial_make_issuing (parties, parties->root, "Lab Devices", FALSE, stream, error);
  if (parties->issuing == NULL)
    return FALSE;
  if (tb_trial_has_impostor (&parties->terms))
    return make_attackers_authority (parties, attack, stream, error);
  return flaw_of (parties) != TB_FLAW_OTHER_ROOT || make_other (parties, "Elsewhere", "Elsewhere Devices", FALSE, stream, error);
}

static void
set_anchors (TbTrialParties *parties)
{
  const TbTrialAttack *attack = tb_trial_attack_of (&parties->terms);

  for (guint side = 0; side < 2; side++)
    {
      parties->anchors[side] = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
      g_ptr_array_add (parties->anchors[side], tb_certificate_ref (tb_authority_get_root (parties->root)));
    }
  if (attack != NULL && attack->issuer == TB_ATTACKER_TRUSTED)
    g_ptr_array_add (parties->anchors[TB_SIDE_CLIENT], tb_certificate_ref (tb_authority_get_root (parties->other_root)));
}

/* --- who they are --- */

static gboolean
make_identities (TbTrialParties *parties, TbStream *stream, GError **error)
{
  gboolean has_client = parties->terms.mutual && flaw_of (parties) != TB_FLAW_NO_CERTIFICATE;

  parties->identities[TB_SIDE_SERVER] = tb_trial_make_identity (parties, TB_SIDE_SERVER, stream, error);
  if (parties->identities[TB_SIDE_SERVER] != NULL && has_client)
    parties->identities[TB_SIDE_CLIENT] = tb_trial_make_identity (parties, TB_SIDE_CLIENT, stream, error);
  return parties->identities[TB_SIDE_SERVER] != NULL && (!has_client || parties->identities[TB_SIDE_CLIENT] != NULL);
}

static gboolean
make_endpoints (TbTrialParties *parties, TbStream *stream, GError **error)
{
  GPtrArray *let_in = parties->terms.mutual ? parties->anchors[TB_SIDE_SERVER] : NULL;
  TbEndpointPolicy client, server;

  tb_trial_make_policy (&parties->terms, TB_SIDE_CLIENT, &client);
  tb_trial_make_policy (&parties->terms, TB_SIDE_SERVER, &server);
  parties->endpoints[TB_SIDE_SERVER] = tb_endpoint_new_server_with (parties->crypto, &server, parties->identities[TB_SIDE_SERVER], let_in, stream, error);
  return parties->endpoints[TB_SIDE_SERVER] != NULL && tb_trial_make_client (parties, &client, stream, error);
}

/* To the client he is a server that demands nothing he could check; to the server he is a client who knows whom he wants. */
static gboolean
make_attacker (TbTrialParties *parties, TbStream *stream, GError **error)
{
  GPtrArray *let_in = parties->terms.mutual ? parties->anchors[TB_SIDE_SERVER] : NULL;
  TbEndpointPolicy client, server;

  tb_trial_make_policy (&parties->terms, TB_SIDE_CLIENT, &client);
  tb_trial_make_policy (&parties->terms, TB_SIDE_SERVER, &server);
  parties->attacker = tb_trial_make_attacker (parties, stream, error);
  if (parties->attacker != NULL)
    parties->attacker_endpoints[TB_SIDE_SERVER] = tb_endpoint_new_server_with (parties->crypto, &server, parties->attacker, let_in, stream, error);
  if (parties->attacker_endpoints[TB_SIDE_SERVER] != NULL)
    parties->attacker_endpoints[TB_SIDE_CLIENT] = tb_endpoint_new_client_with (parties->crypto, &client, parties->anchors[TB_SIDE_SERVER], stream, error);
  return parties->attacker_endpoints[TB_SIDE_CLIENT] != NULL;
}

static gboolean
make_all (TbTrialParties *parties, TbStream *stream, GError **error)
{
  gboolean is_revoked = flaw_of (parties) == TB_FLAW_REVOKED && parties->terms.at == TB_SIDE_CLIENT;

  if (!make_authorities (parties, stream, error))
    return FALSE;
  set_anchors (parties);
  tb_trial_parties_make_says (parties);
  return make_identities (parties, stream, error)
         && (!tb_trial_has_impostor (&parties->terms) || make_attacker (parties, stream, error))
         && make_endpoints (parties, stream, error)
         && tb_trial_make_first_try (parties, stream, error)
         && tb_trial_parties_make_staple (parties, error)
         && (!is_revoked || tb_trial_parties_revoke (parties, error))
         && tb_trial_parties_open_session (parties, error)
         && tb_trial_parties_make_tamper (parties, error);
}

/**
 * tb_trial_parties_new:
 * @crypto: the context to work in
 * @terms: what they shall be like; [func@trial_find_fault] finds nothing wrong with them
 * @seed: what everything is drawn from
 * @name: name of the streams it is drawn from; streams `NAME/...` are theirs
 * @error: return location
 *
 * Makes authorities, certificates and endpoints.
 *
 * Returns: (transfer full) (nullable): the parties; %NULL with %TB_CRYPTO_ERROR
 */
TbTrialParties *
tb_trial_parties_new (TbCrypto *crypto, const TbTrialTerms *terms, guint64 seed, const char *name, GError **error)
{
  g_autoptr (TbTrialParties) parties = g_new0 (TbTrialParties, 1);
  TbStream stream;

  parties->crypto = crypto;
  parties->seed = seed;
  parties->name = g_strdup (name);
  parties->tamper.flight = -1;
  take_terms (parties, terms);
  set_clocks (parties);
  parties->host = g_strdup (terms->names != NULL ? terms->names[TB_SIDE_SERVER] : "broker.lab");
  tb_stream_initf (&stream, seed, "%s/parties", name);
  if (!make_all (parties, &stream, error))
    return NULL;
  parties->terms.names = NULL;  /* the caller's */
  parties->terms.server_draw = NULL;
  return g_steal_pointer (&parties);
}

/**
 * tb_trial_parties_free:
 * @parties: (transfer full) (nullable): parties
 *
 * Lets them go.
 */
void
tb_trial_parties_free (TbTrialParties *parties)
{
  if (parties == NULL)
    return;
  for (guint side = 0; side < 2; side++)
    {
      g_clear_pointer (&parties->anchors[side], g_ptr_array_unref);
      g_clear_pointer (&parties->identities[side], tb_identity_unref);
      g_clear_pointer (&parties->endpoints[side], tb_endpoint_unref);
      g_clear_pointer (&parties->attacker_endpoints[side], tb_endpoint_unref);
    }
  g_clear_pointer (&parties->root, tb_authority_unref);
  g_clear_pointer (&parties->issuing, tb_authority_unref);
  g_clear_pointer (&parties->other_root, tb_authority_unref);
  g_clear_pointer (&parties->other_issuing, tb_authority_unref);
  g_clear_pointer (&parties->attacker, tb_identity_unref);
  g_clear_pointer (&parties->first_try, tb_endpoint_unref);
  g_clear_pointer (&parties->ticket_key, g_bytes_unref);
  g_clear_pointer (&parties->session, g_bytes_unref);
  g_clear_pointer (&parties->evidence.crls, g_ptr_array_unref);
  g_clear_pointer (&parties->staple, g_bytes_unref);
  for (guint i = 0; i < parties->n_says; i++)
    g_clear_pointer (&parties->says[i].data, g_bytes_unref);
  g_clear_pointer (&parties->tamper.instead, g_bytes_unref);
  g_free (parties->host);
  g_free (parties->name);
  g_free (parties);
}
