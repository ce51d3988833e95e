using System.Buffers;
using System.Text;

namespace ServiceAccounts.Protocol.OAuth;

/// <summary>Decodes one part of <c>application/x-www-form-urlencoded</c>, strictly: what is not valid is refused, not guessed.</summary>
internal static class FormDecoder
{
    private const int StackLimit = 512;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes <c>+</c>, <c>%XX</c> and UTF-8; false for broken escapes, broken UTF-8 and NUL.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, out string decoded)
    {
        byte[]? rented = null;
        var buffer = encoded.Length <= StackLimit
            ? stackalloc byte[StackLimit]
            : rented = ArrayPool<byte>.Shared.Rent(encoded.Length);
        try
        {
            decoded = string.Empty;
            if (!TryUnescape(encoded, buffer, out var length))
            {
                return false;
            }

            decoded = Utf8.GetString(buffer[..length]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            decoded = string.Empty;
            return false;
        }
        finally
        {
            if (rented is not null)
            {
                // The part may have been a secret: the pool hands its arrays on.
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    private static bool TryUnescape(ReadOnlySpan<byte> encoded, Span<byte> buffer, out int length)
    {
        length = 0;
        Span<byte> unescaped = stackalloc byte[1];
        for (var i = 0; i < encoded.Length; i++)
        {
            var next = encoded[i];
            if (next == '+')
            {
                next = (byte)' ';
            }
            else if (next == '%')
            {
                // Not a number parser: those take a NUL at the end for the end.
                if (i + 2 >= encoded.Length
                    || Convert.FromHexString(encoded.Slice(i + 1, 2), unescaped, out _, out _) != OperationStatus.Done)
                {
                    return false;
                }

                next = unescaped[0];
                i += 2;
            }

            if (next == 0)
            {
                return false;
            }

            buffer[length++] = next;
        }

        return true;
    }
}
