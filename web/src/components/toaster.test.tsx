import { act, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { show } from './toaster';

const about = 'a move';

describe('a toast', () => {
  it('takes the place of the earlier one about the same thing', async () => {
    act(() => show('Moved to place 2', 'done', { label: 'Undo', perform: () => {} }, about));
    await screen.findByText('Moved to place 2');
    act(() => show('Moved to place 3', 'done', undefined, about));
    await screen.findByText('Moved to place 3');
    await waitFor(() => expect(screen.queryByText('Moved to place 2')).toBeNull());
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('is not lost when the earlier one about the same thing is on its way out', async () => {
    const again = { label: 'Again', perform: () => {} };
    const perform = () => show('Back at place 1', 'done', again, about);
    act(() => show('Moved to place 4', 'done', { label: 'Undo', perform }, about));
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(screen.queryByText('Moved to place 4')).toBeNull());
    expect(screen.getByText('Back at place 1')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Again' })).toBeTruthy();
  });
});
