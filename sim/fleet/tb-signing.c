/* tb-signing: devices sign on the bench: with the key of their certificate, verified with their own or with somebody else's. It is a lesson, not traffic: the
 * signature goes nowhere and changes no state. */
#include "tb-signed.h"
#include "tb-world-private.h"

static gboolean G_GNUC_PRINTF (2, 3)
refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, text);
  return FALSE;
}

/* Devices and gateways have theirs once they are enrolled, brokers from the beginning. */
static TbIdentity *
find_identity (TbWorld *world, guint32 object)
{
  TbService *service = tb_service_get (world, object);

  return service != NULL ? service->identity : world->actors[object].identity;
}

static gboolean
choose_scheme (TbKey *key, const char *code, TbSignScheme *scheme, GError **error)
{
  if (code != NULL)
    return tb_sign_scheme_from_code (code, scheme) || refuse (error, "there is no scheme \"%.40s\"", code);
  return tb_sign_scheme_for_key (key, scheme)
         || refuse (error, "nothing on the bench signs with a key of kind %s", tb_key_algorithm_to_code (tb_key_get_algorithm (key)));
}

static gboolean
check_signer (TbWorld *world, guint32 device, GError **error)
{
  TbRole role = tb_fleet_get_role (world->fleet, device);
  g_autofree char *name = tb_fleet_dup_name (world->fleet, device);

  if (role != TB_ROLE_DEVICE && role != TB_ROLE_GATEWAY)
    return refuse (error, "%s is no device; name a device or a gateway", name);
  if (!tb_world_is_on (world, device))
    return refuse (error, "%s is switched off; switch it on first", name);
  return world->actors[device].identity != NULL || refuse (error, "%s has no certificate yet, and no key that anybody knows", name);
}

static gboolean
check_verifier (TbWorld *world, guint32 object, GError **error)
{
  g_autofree char *name = tb_fleet_dup_name (world->fleet, object);

  return find_identity (world, object) != NULL || refuse (error, "%s has no certificate, so nobody has a public key of it", name);
}

static void
record (TbWorld *world, guint32 device, guint32 verifier, TbSigned *one, const TbSignBench *bench)
{
  one->noticed = (char *) (bench->noticed >= 0 ? ((const TbSignStep *) g_ptr_array_index (bench->steps, (guint) bench->noticed))->code : "");
  one->signature = bench->signature;
  tb_world_record (world, TB_RECORD_BENCH_SIGNED, device, verifier, tb_world_get_sign_us (world, device), bench->accepted,
                   tb_world_add_payload (world, tb_signed_encode (one)));
}

/**
 * tb_world_sign:
 * @world: a world
 * @device: a device or gateway with a certificate
 * @verifier: whose public key is verified with
 * @message: what is signed
 * @scheme: (nullable): code of a #TbSignScheme; what fits the key if left out
 * @flips: (nullable): what is touched, as in `message:3,signature:12`
 * @error: return location
 *
 * Signs on the bench and records what came of it. A signature that is not accepted is an answer.
 *
 * Returns: %FALSE with the reason when it cannot be done: nobody has a key, or keys and scheme are of different kinds
 */
gboolean
tb_world_sign (TbWorld *world, guint32 device, guint32 verifier, const char *message, const char *scheme, const char *flips, GError **error)
{
  TbSigned one = { .number = world->actors[device].n_signed + 1, .message = (char *) message, .flips = (char *) (flips != NULL ? flips : "") };
  g_autoptr (TbSignBench) bench = NULL;
  TbKey *key;

  if (!check_signer (world, device, error) || !check_verifier (world, verifier, error))
    return FALSE;
  key = tb_identity_get_key (find_identity (world, device));
  if (!choose_scheme (key, scheme, &one.scheme, error))
    return FALSE;
  one.signer = tb_key_get_spki (key);
  one.verifier = tb_key_get_spki (tb_identity_get_key (find_identity (world, verifier)));
  bench = tb_signed_repeat (&one, world->crypto, world->seed, device, key, error);
  if (bench == NULL)
    return FALSE;
  world->actors[device].n_signed = one.number;
  record (world, device, verifier, &one, bench);
  return TRUE;
}
