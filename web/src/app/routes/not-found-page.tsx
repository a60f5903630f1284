import { Link } from 'react-router';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { Notice } from '@/components/notice';

export function NotFoundPage() {
  return (
    <>
      <title>Nothing here · Palette</title>
      <Notice
        level="h1"
        accent
        title="A blank canvas."
        actions={
          <>
            <Link to="/" className={buttonSolid}>
              To the wall
            </Link>
            <Link to="/search" className={buttonQuiet}>
              Search
            </Link>
          </>
        }
      >
        There is no page at this address.
      </Notice>
    </>
  );
}
