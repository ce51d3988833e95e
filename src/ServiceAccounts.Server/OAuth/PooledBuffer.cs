using System.Buffers;

namespace ServiceAccounts.Server.OAuth;

/// <summary>Bytes of an answer in memory that is used again. What it held is a secret: it is wiped before it is given back.</summary>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _written;

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoomFor(sizeHint);
        return _bytes.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoomFor(sizeHint);
        return _bytes.AsSpan(_written);
    }

    public void Dispose()
    {
        GiveBack(_bytes);
        (_bytes, _written) = ([], 0);
    }

    private void MakeRoomFor(int sizeHint)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _bytes.Length));
        _bytes.AsSpan(0, _written).CopyTo(larger);
        GiveBack(_bytes);
        _bytes = larger;
    }

    private void GiveBack(byte[] bytes)
    {
        bytes.AsSpan(0, _written).Clear();
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
